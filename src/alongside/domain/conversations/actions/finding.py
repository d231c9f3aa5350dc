"""What is said in a conversation of the inbox is found by its words (CHN-1): in the transaction that says it, and, for what
was said before there was such a search, by a job."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from alongside.domain.conversations.models import Message, MessageSearch, Thread
from alongside.kernel import search_counts
from alongside.kernel.ngrams import vector_of_normalised
from alongside.kernel.prepared_writes import insert_whole

BATCH = 200  # conversations
TABLE = MessageSearch._meta.db_table


def let_find(message: Message, thread: Thread) -> None:
    """A message that has just been written in this conversation, or was heard there while it stands in a case."""
    row = _row(message, thread, is_first=thread.version == 1)
    if row.search_vector:
        insert_whole(row)


def let_find_anew(message: Message) -> None:
    """What it says was written down afterwards (what came of a call), or it stands elsewhere now: alone in a case it is
    the case's, and nothing of the inbox finds it."""
    thread = Thread.objects.filter(pk=message.home_id or message.conversation_id).first()
    if thread is None or not _stands_with(message, thread):
        MessageSearch.objects.filter(pk=message.pk).delete()
    else:
        _row(message, thread, is_first=False).save()


@transaction.atomic
def fill_search() -> int:
    """A batch of conversations that are not found by their words yet, the newest first; how many they were."""
    waiting = Thread.objects.filter(is_findable=False).order_by("-conversation")
    threads = {one.pk: one for one in waiting.select_for_update(of=("self",), skip_locked=True)[:BATCH]}
    joined = [one.joined_to_id for one in threads.values() if one.joined_to_id]
    said = Message.objects.filter(
        Q(conversation__in=threads) | Q(conversation__in=joined, home__in=threads)
    ).order_by("sent_at", "id")
    MessageSearch.objects.bulk_create(_rows(said, threads), ignore_conflicts=True)
    Thread.objects.filter(pk__in=threads).update(is_findable=True)
    return len(threads)


def forget_search(about: Q) -> int:
    """These messages are found by nothing any more, and no word of them waits in the counts. How many."""
    gone = MessageSearch.objects.filter(about).delete()[0]
    if gone:
        search_counts.forget(TABLE)
    return gone


def search_anew(keys: Sequence[int]) -> None:
    """After words were taken out of the searchable text of these rows."""
    for row in MessageSearch.objects.filter(pk__in=keys):
        row.search_vector = vector_of_normalised(row.search_text)
        row.save(update_fields=["search_vector"])
    search_counts.forget(TABLE)


def _rows(said: Iterable[Message], threads: dict[int, Thread]) -> list[MessageSearch]:
    begun: set[int] = set()
    rows = []
    for message in said:
        thread = threads.get(message.home_id or message.conversation_id)
        if thread is None or not _stands_with(message, thread):
            continue
        rows.append(_row(message, thread, is_first=thread.pk not in begun))
        begun.add(thread.pk)
    return [one for one in rows if one.search_vector]


def _stands_with(message: Message, thread: Thread) -> bool:
    """In its conversation, or with it in a case."""
    return message.conversation_id in (thread.pk, thread.joined_to_id)


def _row(message: Message, thread: Thread, *, is_first: bool) -> MessageSearch:
    row = MessageSearch(message=message, thread=thread, node_id=thread.node_id)
    row.set_search_text(thread.subject if is_first else "", message.body)
    return row
