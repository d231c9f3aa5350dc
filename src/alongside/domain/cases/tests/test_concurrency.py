"""Fifty people acting on one case: nothing is lost, nothing overwritten silently (CAS-16)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from alongside.domain.cases.actions.changing import change_case
from alongside.domain.cases.actions.closing import reject_case
from alongside.domain.cases.actions.handing_on import accept_transfer, offer_transfer, withdraw_transfer
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.writing import reply_to_customer
from alongside.domain.cases.models import Case, Transfer
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Conflict, Refused

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 50


def _all_at_once(acts):
    """Every act in its own thread and connection, started together; what each came to."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=60)
            act()
            return "done"
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_of_fifty_moves_on_what_they_saw_one_wins_and_all_replies_are_kept(a_case, people, now):
    case = a_case()
    seen = case.version
    moves = [
        lambda: acknowledge_case(case, by=people.as_lin, now=now, seen=seen),
        lambda: reject_case(case, words="不属于我们", by=people.as_zhao, now=now, seen=seen),
        lambda: change_case(case, title="改了", by=people.as_wang, now=now, seen=seen),
    ] * (PEOPLE // 3)
    came_to = _all_at_once(moves)
    assert came_to["done"] == 1
    assert came_to["conflict"] == len(moves) - 1

    replies = [
        lambda number=number: reply_to_customer(case, words=f"回复 {number}", by=people.as_lin, now=now)
        for number in range(PEOPLE)
    ]
    assert _all_at_once(replies) == {"done": PEOPLE}
    kept = set(case.conversation.messages.filter(direction="out").values_list("body", flat=True))
    assert {f"回复 {number}" for number in range(PEOPLE)} <= kept
    case.refresh_from_db()
    assert case.version == seen + 1 + PEOPLE
    versions = JournalEntry.objects.filter(about_kind="case", about_id=case.pk).values_list(
        "facts__version", flat=True
    )
    assert sorted(versions) == list(range(1, case.version + 1))


def test_without_seen_every_act_meets_the_table_and_one_acknowledges(a_case, people, now):
    case = a_case(owner=None)
    acts = [
        lambda who=who: acknowledge_case(case, by=who, now=now)
        for who in [people.as_lin, people.as_wang, people.as_zhao] * 5
    ]
    assert _all_at_once(acts) == {"done": 1, "refused": 14}
    case.refresh_from_db()
    assert case.participants.filter(role="owner").count() == 1
    assert case.participants.get(role="owner").staff_id == case.owner_id


def test_an_offer_is_accepted_or_withdrawn_never_both(a_case, people, now):
    """CAS-5."""
    case = a_case()
    for _round in range(5):
        transfer = offer_transfer(case, to=people.wang, reason="x", by=people.as_lin, now=now)
        came_to = _all_at_once(
            [
                lambda offer=transfer: accept_transfer(offer, by=people.as_wang, now=now),
                lambda offer=transfer: withdraw_transfer(offer, by=people.as_lin, now=now),
            ]
            * 4
        )
        assert came_to == {"done": 1, "refused": 7}
        transfer.refresh_from_db()
        case.refresh_from_db()
        took = transfer.state == Transfer.State.ACCEPTED
        assert (case.owner_id == people.wang.pk) == took
        if took:
            Case.objects.filter(pk=case.pk).update(owner=people.lin)
            case.refresh_from_db()


def test_a_case_is_offered_once_at_a_time(a_case, people, now):
    case = a_case()
    came_to = _all_at_once(
        [lambda: offer_transfer(case, to=people.wang, reason="x", by=people.as_lin, now=now)] * 8
    )
    assert came_to == {"done": 1, "refused": 7}


def test_the_later_one_is_told_what_changed(a_case, people, now):
    case = a_case()
    acknowledge_case(case, by=people.as_lin, now=now, seen=case.version)
    reply_to_customer(case, words="好", by=people.as_lin, now=now)
    with pytest.raises(Conflict) as conflict:
        change_case(case, severity=1, by=people.as_wang, now=now, seen=case.version)
    assert conflict.value.facts["changes"] == ["case.acknowledged", "case.customer_told"]
    case.refresh_from_db()
    assert case.severity == 3
