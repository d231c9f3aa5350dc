"""Whoever leaves hands over what they promised; who is merged or erased keeps or loses it (ORG-6, CUS-6, INF-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.customers.actions.merging import merge_customers
from alongside.domain.customers.samples import a_customer
from alongside.domain.organisation.actions.leaving import (
    answer_handover,
    leave,
    offer_handover,
    open_things,
    plan_leaving,
    waiting_for,
)
from alongside.domain.privacy.actions import begin_erasure, carry_out_erasure
from alongside.domain.promises.actions import ask_to_renegotiate, keep_promise
from alongside.domain.promises.models import Promise
from alongside.domain.promises.samples import a_promise

pytestmark = pytest.mark.django_db


def _handed_over(cast, promise, to) -> tuple[int, list[str]]:
    leaving = plan_leaving(
        cast.agent.staff, leaves_at=cast.now + timedelta(days=3), by=cast.security_admin, now=cast.now
    )
    assert offer_handover(leaving, [("promise", promise.pk)], to=to.staff, by=cast.manager, now=cast.now) == 1
    answer = answer_handover(
        leaving, [one.pk for one in waiting_for(to.staff)], accept=True, by=to, now=cast.now
    )
    promise.refresh_from_db()
    return answer


def test_a_promise_is_kept_by_who_accepts_it(cast, promise) -> None:
    """ORG-6: who made it stays known."""
    assert [(kind, one.id) for kind, one in open_things(cast.agent.staff)] == [("promise", promise.pk)]
    assert _handed_over(cast, promise, cast.colleague) == (1, [])
    assert (promise.keeper, promise.made_by) == (cast.colleague.staff, cast.agent.staff)
    assert open_things(cast.agent.staff) == []


def test_nobody_gets_one_where_they_promise_nothing(cast, promise) -> None:
    """ORG-3"""
    assert _handed_over(cast, promise, cast.stranger) == (0, ["2026-11-22"])
    assert promise.keeper == cast.agent.staff


def test_what_nobody_accepted_the_manager_keeps_and_what_has_ended_stays(cast, promise) -> None:
    """ORG-4"""
    ended = keep_promise(
        a_promise(cast.customer.customer, by=cast.agent, now=cast.now), by=cast.agent, now=cast.now
    )
    leave(cast.agent.staff, by=cast.security_admin, now=cast.now)
    promise.refresh_from_db()
    ended.refresh_from_db()
    assert (promise.keeper, ended.keeper) == (cast.manager.staff, cast.agent.staff)


def test_follows_the_customer_whose_records_become_one(cast, promise) -> None:
    """CUS-6"""
    double = a_customer(node=cast.project, now=cast.now, name="周敏", phone="13900000078")
    other = a_promise(double, by=cast.agent, now=cast.now)
    merge_customers(cast.customer.customer, double, by=cast.supervisor, now=cast.now)
    assert set(Promise.objects.visible_to(cast.customer)) == {promise, other}


def test_ends_with_who_is_erased_and_their_words_go(cast) -> None:
    """INF-4"""
    gone = a_customer(node=cast.project, now=cast.now, name="郑不留名", phone="13900000079", email="")
    promise = a_promise(gone, by=cast.agent, now=cast.now, words="答应郑不留名（13900000079）周五回电")
    ask_to_renegotiate(promise, reason="郑不留名改时间", new_on=None, by=cast.agent, now=cast.now)
    erasure = begin_erasure(gone, ground="ended", by=cast.supervisor, now=cast.now, in_background=False)
    carry_out_erasure(erasure.pk, now=cast.now)
    promise.refresh_from_db()
    question = promise.renegotiations.get()
    assert (promise.state, question.answer) == ("withdrawn", "lapsed")
    for words in (promise.words, question.reason, question.before_words):
        assert "郑不留名" not in words
        assert "13900000079" not in words
