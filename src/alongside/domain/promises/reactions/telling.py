"""The customer is told by mail when something is promised, asked, changed or done: one mail each (SAL-4, CHN-7)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from alongside.domain.conversations.actions import write_letter
from alongside.domain.conversations.rules.letter import Letter
from alongside.domain.promises import events
from alongside.domain.promises.models import Promise, Renegotiation
from alongside.domain.promises.rules import letters
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry

PLAIN: dict[str, Callable[[letters.PromiseWords], Letter]] = {
    events.PROMISE_CHANGED.kind: letters.changed,
    events.PROMISE_WITHDRAWN.kind: letters.withdrawn,
    events.PROMISE_KEPT.kind: letters.kept,
}


@on(events.PROMISE_MADE)
def tell_made(entry: JournalEntry) -> None:
    """What was promised; nothing where it has ended before the letter could be written."""
    promise = _promise(entry)
    if promise.is_standing:
        _tell(entry, promise, letters.made)


@on(events.PROMISE_CHANGED, events.PROMISE_WITHDRAWN, events.PROMISE_KEPT)
def tell_moved(entry: JournalEntry) -> None:
    """What holds now."""
    _tell(entry, _promise(entry), PLAIN[entry.kind])


@on(events.CHANGE_ASKED)
def tell_question(entry: JournalEntry) -> None:
    """What we ask for, while it is still open."""
    question = Renegotiation.objects.get(pk=entry.facts["question"])
    if question.answered_at is not None:
        return
    _tell(
        entry,
        _promise(entry),
        lambda about: letters.change_asked(
            about, reason=question.reason, new_on=question.new_on, new_words=question.new_words
        ),
    )


def _promise(entry: JournalEntry) -> Promise:
    return Promise.objects.select_related("node", "keeper", "customer").get(pk=entry.about_id)


def _tell(entry: JournalEntry, promise: Promise, letter: Callable[[letters.PromiseWords], Letter]) -> None:
    """Into the outbox, once for this fact however often the reaction is run."""
    about = letters.PromiseWords(
        called=promise.customer.called,
        who=promise.keeper.name,
        words=promise.words,
        due_on=promise.due_on,
        url=f"{settings.PUBLIC_URL.rstrip('/')}/portal/promises/{promise.pk}/",
    )
    write_letter(
        to=promise.customer,
        letter=lambda: letter(about),
        once_key=f"entry:{entry.pk}",
        node=promise.node,
        now=entry.at,
    )
