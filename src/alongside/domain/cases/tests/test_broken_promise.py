"""A broken promise opens a case by itself, once (SAL-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.events import CASE_CLOSED
from alongside.domain.cases.models import BrokenPromise, Case
from alongside.domain.cases.reactions.promising import stop_warning
from alongside.domain.conversations.models import Message
from alongside.domain.customers.models import Alert
from alongside.domain.promises.actions import break_promise, keep_promise, report_not_kept
from alongside.domain.promises.actions.sweeping import sweep_promises
from alongside.domain.promises.models import Promise
from alongside.domain.promises.samples import a_promise
from alongside.domain.work.models import Notice
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.journal import reactions_to
from alongside.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def promise(cast) -> Promise:
    return a_promise(cast.customer.customer, by=cast.agent, now=cast.now, unit=cast.unit, words="周日前修好")


def react_twice() -> None:
    for _time in range(2):
        for entry in JournalEntry.objects.filter(kind="promise.broken"):
            for reaction in reactions_to(entry.kind).values():
                reaction(entry)


def test_the_day_passes_and_a_case_is_there_with_the_supervisor_told(cast, promise) -> None:
    """SAL-4: once, though the worker was killed between; the words are ours, for the customer said nothing."""
    sweep_promises(now=cast.now + timedelta(days=4))
    react_twice()
    case = Case.objects.get()
    assert (case.kind, case.category.code, case.customer) == (
        "complaint", "complaint/broken_promise", cast.customer.customer,
    )  # fmt: skip
    assert (case.unit, case.node, case.broken_promise.promise) == (cast.unit, cast.project, promise)
    said = Message.objects.get(conversation=case.conversation)
    assert (said.direction, said.kind) == ("out", "told")
    assert "林晓月" in said.body
    assert "周日前修好" not in said.body
    told = Notice.objects.filter(kind="case.promise_broken")
    assert {one.staff for one in told} == {cast.agent.staff, cast.supervisor.staff}
    assert told.count() == 2


def test_what_the_customer_says_is_the_first_word_of_the_case(cast, promise) -> None:
    """SAL-4, CAS-2"""
    keep_promise(promise, by=cast.agent, now=cast.now)
    report_not_kept(promise, words="昨晚又返水", by=cast.customer, now=cast.now + timedelta(days=1))
    react_twice()
    case = Case.objects.get()
    said = Message.objects.get(conversation=case.conversation)
    assert (said.direction, said.body, case.channel) == ("in", "昨晚又返水", "portal")


def test_broken_by_hand_opens_one_too_and_a_kept_one_none(cast, promise) -> None:
    """SAL-4"""
    kept = a_promise(cast.customer.customer, by=cast.agent, now=cast.now)
    keep_promise(kept, by=cast.agent, now=cast.now)
    break_promise(promise, words="厂家停产", by=cast.agent, now=cast.now)
    react_twice()
    assert BrokenPromise.objects.get().promise == promise


def test_nothing_is_opened_for_somebody_who_was_erased(cast, promise) -> None:
    """INF-4"""
    sweep_promises(now=cast.now + timedelta(days=4))
    type(promise.customer).objects.filter(pk=promise.customer_id).update(erased_at=cast.now)
    react_twice()
    assert not Case.objects.exists()


def test_whoever_speaks_with_the_customer_is_warned_until_the_case_is_over(cast, promise) -> None:
    """CUS-8: once, owned by who should have kept it; lifted with the closing."""
    break_promise(promise, words="厂家停产", by=cast.agent, now=cast.now)
    react_twice()
    alert = Alert.objects.get(customer=cast.customer.customer)
    assert (alert.kind, alert.owner, alert.lifted_at) == ("promise_overdue", cast.agent.staff, None)
    case = Case.objects.get()
    assert case.number in alert.words
    closed = journal.record(CASE_CLOSED, about=case, by=SYSTEM, at=cast.now)
    for _time in range(2):
        stop_warning(closed)
    alert.refresh_from_db()
    assert alert.lifted_at == cast.now
