"""Conversations found by who wrote them, by the address or number, or by what was said in them (CHN-1)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from django.urls import reverse

from alongside.domain.cases.queries.threads import without_hidden_cases
from alongside.domain.conversations.models import Thread
from alongside.domain.conversations.queries import (
    EVERYWHERE,
    Inlet,
    Piece,
    pieces_of,
    threads_found,
    written_by,
)
from alongside.domain.conversations.queries.inbox import PAGE
from alongside.domain.customers.queries import search_customers
from alongside.domain.customers.rules import normalised_phone
from alongside.faces.desk.page import DeskRequest
from alongside.faces.ui.access import seen
from alongside.kernel.ngrams import QueryTooLong
from alongside.kernel.refusals import Refused

MOST_SENDERS = 20


@dataclass(frozen=True)
class Line:
    """A conversation of a list: where it leads, and the words for which it was found."""

    thread: Thread
    url: str
    piece: Piece | None = None


@dataclass(frozen=True)
class Found:
    """Lines, and what leads to those after them; "" for no more."""

    lines: list[Line] = field(default_factory=list)
    next: str = ""


def conversations_found(
    request: DeskRequest,
    asked: str,
    *,
    inlet: Inlet = EVERYWHERE,
    after: str = "",
    limit: int = PAGE,
    suffix: str = "",
) -> Found:
    """The newest first, in whatever state; what stands in a case only for who sees the case."""
    try:
        people = search_customers(asked, request.viewer, limit=MOST_SENDERS)
        senders = {asked}
        with suppress(Refused):
            senders.add(normalised_phone(asked))
        whose = written_by([one.pk for one in people], sorted(senders))
        within = inlet.within(Thread.objects.visible_to(request.viewer))
        page = threads_found(request.viewer, asked, within=within, whose=whose, after=after, limit=limit)
    except QueryTooLong:
        return Found()
    threads = without_hidden_cases(page.threads, request.viewer)
    pieces = pieces_of(threads, asked) if threads else {}
    seen(request, (one.conversation.customer_id for one in threads))
    return Found([_line(one, pieces.get(one.pk), suffix) for one in threads], page.next)


def _line(thread: Thread, piece: Piece | None, suffix: str) -> Line:
    url = reverse("desk:thread", args=[thread.pk]) + suffix
    if piece is not None and thread.joined_to_id is None:
        url = f"{url}#m{piece.message_id}"
    return Line(thread, url, piece if piece is None or not _is_subject(piece, thread) else None)


def _is_subject(piece: Piece, thread: Thread) -> bool:
    """Over some channels the subject is how it began, and stands in the line already."""
    return f"{piece.before}{piece.word}{piece.after}".startswith(thread.subject.rstrip("…") or "\n")
