"""Conversations of the inbox found by the words that were said in them (CHN-1).

As with cases (CAS-16): of a common word the newest conversations are walked and each is tested, a rare one comes from the
n-gram index; which it is, the kernel's remembered counts say. All words of a search stand in one message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from alongside.domain.conversations.models import Message, MessageSearch, Thread
from alongside.domain.conversations.permissions import SEE_INBOX
from alongside.domain.conversations.queries.inbox import PAGE, ThreadPage, cut, page_of_threads
from alongside.kernel.actor import Actor
from alongside.kernel.ngrams import normalised, words
from alongside.kernel.planning import planned_anew
from alongside.kernel.search import matches
from alongside.kernel.search_counts import are_many, count_hits

TABLE = MessageSearch._meta.db_table
MOST_HITS = 2**31 - 1
BEFORE, LONGEST = 16, 70  # characters of what was said before the word, and in all


@dataclass(frozen=True)
class Piece:
    """Where in a message the word was found: what stands before it, the word, what stands behind."""

    message_id: int
    before: str
    word: str
    after: str


def with_words(seen: QuerySet[Thread], viewer: Actor, asked: str) -> QuerySet[Thread]:
    """Those of them in which one message holds all these words. 2 queries to find out how. Raises QueryTooLong."""
    reach = viewer.reach(SEE_INBOX)
    hits = count_hits(TABLE, asked, None if reach.everywhere else reach.node_ids)
    if not hits:
        return seen.none()
    if are_many(TABLE, hits):
        said = MessageSearch.objects.filter(matches(asked, many=True), thread=OuterRef("pk"))
        # Asked of each conversation as one comes to it: PostgreSQL takes several common words for a rare find, and would
        # rather read and join everything if it were asked by EXISTS.
        return seen.alias(said=Subquery(said.values("pk")[:1])).filter(said__isnull=False)
    # The slice keeps PostgreSQL from walking all conversations in the hope of meeting a rare word early.
    return seen.filter(pk__in=MessageSearch.objects.filter(matches(asked)).values("thread")[:MOST_HITS])


def threads_found(
    viewer: Actor,
    asked: str,
    *,
    within: QuerySet[Thread] | None = None,
    whose: Q | None = None,
    after: str = "",
    limit: int = PAGE,
) -> ThreadPage:
    """The newest conversations visible to the viewer that hold these words, or that `whose` means, in whatever state.

    `within`: only among these. What stands in a case is found too; who may not see that case is shown it by nobody
    (`cases.queries.threads.without_hidden_cases`). Raises QueryTooLong.
    """
    seen = Thread.objects.visible_to(viewer) if within is None else within
    with planned_anew():
        found = page_of_threads(with_words(seen, viewer, asked), after=after, limit=limit + 1)
        rows = {one.pk: one for one in found.threads}
        if whose is not None:
            theirs = page_of_threads(seen.filter(whose), after=after, limit=limit + 1)
            rows |= {one.pk: one for one in theirs.threads}
    newest = sorted(rows.values(), key=lambda one: (one.last_at, one.pk), reverse=True)
    return cut(newest, limit)


def pieces_of(threads: Sequence[Thread], asked: str) -> dict[int, Piece]:
    """By thread: the last message that holds these words, around the first of them. One query."""
    found = MessageSearch.objects.filter(matches(asked, many=True), thread__in=[one.pk for one in threads])
    last = found.order_by("thread", "-message").distinct("thread").values("message")
    said = Message.objects.filter(pk__in=last).values_list("pk", "body", "search__thread")
    return {thread: piece for pk, body, thread in said if (piece := _piece(pk, body, asked)) is not None}


def _piece(pk: int, body: str, asked: str) -> Piece | None:
    """Nothing for what stands in the subject only."""
    text = " ".join(body.split())
    places = [
        match
        for word in words(asked)
        if (match := re.search(re.escape(word), text, re.IGNORECASE)) is not None
    ]
    if not places:
        text = normalised(body)
        places = [match for word in words(asked) if (match := re.search(re.escape(word), text)) is not None]
    if not places:
        return None
    first = min(places, key=lambda one: one.start())
    begins = max(0, first.start() - BEFORE)
    ends = max(begins + LONGEST, first.end())
    before = ("…" if begins else "") + text[begins : first.start()]
    return Piece(pk, before, first[0], text[first.end() : ends] + ("…" if ends < len(text) else ""))
