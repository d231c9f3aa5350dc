"""Several people, the customer and the worker at one promise in the same moment (SAL-4, CAS-16)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection
from tests.cast import make_cast

from alongside.domain.promises.actions import (
    answer_renegotiation,
    ask_to_renegotiate,
    break_promise,
    keep_promise,
)
from alongside.domain.promises.actions.sweeping import sweep_promises
from alongside.domain.promises.models import Promise
from alongside.domain.promises.samples import a_promise
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Refused

LONGEST = 60  # seconds


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Each in a thread and on a connection of its own, begun together: what came of them."""
    barrier = Barrier(len(acts))

    def do(act: Callable[[], Any]) -> str:
        try:
            barrier.wait(LONGEST)
            act()
            return "done"
        except Refused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return sorted(threads.map(do, acts))


def test_a_form_sent_at_once_is_one_promise_and_a_promise_ends_once(transactional_db) -> None:
    """SAL-4: a double tap enters one; of keeping, breaking, agreeing and the end of the day one thing happens."""
    cast = make_cast()
    us = {"by": cast.agent, "now": cast.now}
    customer = cast.customer.customer
    assert at_once(*[lambda: a_promise(customer, once_key="k", **us)] * 3) == ["done"] * 3
    promise = Promise.objects.get()
    ask_to_renegotiate(promise, reason="停水", new_on=None, **us)
    assert at_once(
        lambda: keep_promise(promise, **us),
        lambda: break_promise(promise, words="做不到", **us),
        lambda: answer_renegotiation(promise, agrees=True, by=cast.customer, now=cast.now),
    ) == ["done", "refused", "refused"]
    ends = ("promise.kept", "promise.broken", "promise.withdrawn")
    assert JournalEntry.objects.filter(kind__in=ends).count() == 1
    assert not promise.renegotiations.filter(answered_at=None).exists()
    late = a_promise(customer, **us)
    assert at_once(*[lambda: sweep_promises(now=late.due_at)] * 3) == ["done"] * 3
    assert JournalEntry.objects.filter(kind="promise.broken", about_id=late.pk).count() == 1
