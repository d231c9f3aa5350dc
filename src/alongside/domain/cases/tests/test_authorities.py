"""A case that comes through an authority keeps its number and deadline, and answers in its form (CAS-18)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.authorities import answer_authority, note_authority
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.resolving import confirm_case, resolve_case
from alongside.domain.cases.actions.waiting import pause_case, resume_case
from alongside.domain.cases.imports.catalogue import load_authorities
from alongside.domain.cases.models import Authority, Case, Deadline, Kind, Milestone
from alongside.domain.cases.queries.authorities import boxes_of
from alongside.domain.cases.tests.house import House, build_house
from alongside.domain.customers.models import CustomerActor
from alongside.kernel.refusals import Refused

BOXES = [
    {"code": "asked", "source": "asked", "label": {"en": "Request"}},
    {"code": "result", "source": "result", "label": {"en": "Result"}},
]
AUTHORITIES = [
    {"code": code, "name": {"en": code}, "heading": {"en": code}, "days": 5, "part": BOXES}
    for code in ("hotline_12345", "petition_office")
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    load_authorities(AUTHORITIES)
    return build_house()


def noted(house, case, *, hours=5, number="HZ2026-1", code="hotline_12345"):
    authority = Authority.objects.get(code=code)
    due = house.now + timedelta(hours=hours)
    return note_authority(
        case,
        authority=authority,
        number=number,
        received_at=house.now,
        due_at=due,
        by=house.lin,
        now=house.now,
    )


def filled(request):
    return {code: words or "无" for code, _label, words in boxes_of(request)}


def test_the_nearer_deadline_rules_and_never_stands_still(house):
    """CAS-18: theirs beside ours; waiting for the customer moves only ours."""
    case = house.case(kind=Kind.ENQUIRY)
    noted(house, case, hours=5)
    noted(house, case, hours=2, number="XF-9", code="petition_office")
    fresh = Case.objects.get(pk=case.pk)
    due = house.now + timedelta(hours=2)
    assert Deadline.objects.get(case=case, milestone=Milestone.AUTHORITY).due_at == due
    assert (fresh.next_milestone, fresh.next_due_at) == (Milestone.AUTHORITY, due)
    acknowledge_case(fresh, by=house.lin, now=house.now)
    pause_case(fresh, reason="等客户确认时间", by=house.lin, now=house.now)
    resume_case(fresh, by=house.lin, now=house.now + timedelta(hours=1))
    assert Deadline.objects.get(case=case, milestone=Milestone.AUTHORITY).due_at == due


def test_it_closes_only_when_the_authority_has_its_answer(house):
    """CAS-18: the customer's word is kept, and the case closes with the answer."""
    case = house.case(kind=Kind.ENQUIRY)
    request = noted(house, case)
    acknowledge_case(case, by=house.lin, now=house.now)
    resolve_case(case, words="已补漏。", by=house.lin, now=house.now)
    confirm_case(case, by=CustomerActor(case.customer), now=house.now)
    case.refresh_from_db()
    assert case.state == "confirmed"
    request.refresh_from_db()
    with pytest.raises(Refused):
        answer_authority(request, boxes={"asked": "x"}, by=house.lin, now=house.now)
    answered = answer_authority(request, boxes=filled(request), by=house.lin, now=house.now)
    case.refresh_from_db()
    assert (case.state, Deadline.objects.get(case=case, milestone=Milestone.AUTHORITY).met_at) == (
        "closed",
        house.now,
    )
    assert filled(answered)["result"] == "已补漏。"
    with pytest.raises(Refused):
        answer_authority(request, boxes=filled(request), by=house.lin, now=house.now)


def test_one_number_of_theirs_stands_in_one_case(house):
    noted(house, house.case())
    with pytest.raises(Refused, match="already"):
        noted(house, house.case())
    with pytest.raises(Refused):
        noted(house, house.case(), hours=-1, number="2")
