"""Whatever people do in whatever order, a promise stays on its way, and only the customer changes it (SAL-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.domain.promises import actions
from alongside.domain.promises.actions.sweeping import sweep_promises
from alongside.domain.promises.models import Promise
from alongside.domain.promises.samples import a_promise
from alongside.domain.promises.states import PROMISE_STATES, STANDING
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Refused

pytestmark = pytest.mark.django_db

ACTS = ["keep", "break", "ask", "ask_to_drop", "agree", "decline", "take_back", "not_kept", "a_day", "sweep"]


def _act(name: str, promise: Promise, cast, now) -> None:
    us, them = {"by": cast.agent, "now": now}, {"by": cast.customer, "now": now}
    later = promise.due_on + timedelta(days=3)
    match name:
        case "keep":
            actions.keep_promise(promise, **us)
        case "break":
            actions.break_promise(promise, words="做不到", **us)
        case "ask":
            actions.ask_to_renegotiate(promise, reason="缺料", new_on=later, new_words="改期后的话", **us)
        case "ask_to_drop":
            actions.ask_to_renegotiate(promise, reason="不需要了", new_on=None, **us)
        case "agree" | "decline":
            actions.answer_renegotiation(promise, agrees=name == "agree", **them)
        case "take_back":
            actions.take_back_renegotiation(promise, **us)
        case "not_kept":
            actions.report_not_kept(promise, words="没有", **them)
        case "sweep":
            sweep_promises(now=now)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(ACTS), max_size=12))
def test_no_sequence_leaves_the_table_or_changes_it_without_the_customer(cast, acts) -> None:
    promise, now = a_promise(cast.customer.customer, by=cast.agent, now=cast.now), cast.now
    for name in acts:
        before = Promise.objects.get(pk=promise.pk)
        if name == "a_day":
            now += timedelta(days=1)
            continue
        try:
            _act(name, promise, cast, now)
        except Refused:
            assert name != "sweep"
        promise.refresh_from_db()
        ways = {(source, move.target) for move in PROMISE_STATES.moves.values() for source in move.sources}
        assert promise.state == before.state or (before.state, promise.state) in ways
        if (promise.due_on, promise.words) != (before.due_on, before.words) or promise.state == "withdrawn":
            assert name == "agree" or before.state == "withdrawn"
        open_questions = promise.renegotiations.filter(answered_at__isnull=True).count()
        assert open_questions == (promise.state == "asked")
        assert (promise.closed_at is None) == (promise.state in STANDING)
    agreed = promise.renegotiations.filter(answer="agreed", new_on__isnull=False).count()
    assert promise.changes_agreed == agreed
    ends = JournalEntry.objects.filter(about_kind="promise", about_id=promise.pk, kind="promise.broken")
    assert ends.count() == (promise.state == "broken")
