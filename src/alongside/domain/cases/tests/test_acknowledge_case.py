"""Whose it is to say to the customer: we have it, and I am on it (CAS-3, CAS-5)."""

from __future__ import annotations

import pytest

from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.organisation.models import StaffMember
from alongside.kernel.refusals import Refused

pytestmark = pytest.mark.django_db


def test_is_refused_for_a_colleagues_case_with_a_word_whose_it_is(a_case, people, now):
    """CAS-5: one owner in the customer's eyes; a case changes hands by transfer only."""
    case = a_case(owner=people.lin)
    with pytest.raises(Refused, match="林晓月"):
        acknowledge_case(case, by=people.as_wang, now=now)
    case.refresh_from_db()
    assert (case.state, case.owner, case.participants.count()) == ("received", people.lin, 1)


def test_takes_a_case_that_nobody_has(a_case, people, now):
    """CAS-5, CAS-6"""
    case = acknowledge_case(a_case(owner=None), by=people.as_wang, now=now)
    assert case.owner_id == people.wang.pk


def test_by_who_may_assign_it_leaves_it_with_its_owner(a_case, people, now):
    """CAS-5: a supervisor may say it for the team."""
    case = acknowledge_case(a_case(owner=people.lin), by=people.as_zhao, now=now)
    assert (case.state, case.owner_id) == ("acknowledged", people.lin.pk)


@pytest.mark.parametrize(("presence", "may"), [("away", True), ("on_duty", False)])
def test_is_the_deputys_only_while_the_owner_is_away(a_case, people, now, presence, may):
    """ORG-6"""
    StaffMember.objects.filter(pk=people.lin.pk).update(presence=presence, deputy=people.wang)
    case = a_case(owner=people.lin)
    if may:
        case = acknowledge_case(case, by=people.as_wang, now=now)
        assert (case.state, case.owner_id) == ("acknowledged", people.lin.pk)
    else:
        with pytest.raises(Refused):
            acknowledge_case(case, by=people.as_wang, now=now)


def test_once_acknowledged_the_refusal_is_about_that(a_case, people, now):
    """CAS-3: not about whose it is."""
    case = acknowledge_case(a_case(owner=people.lin), by=people.as_lin, now=now)
    with pytest.raises(Refused) as refusal:
        acknowledge_case(case, by=people.as_wang, now=now)
    assert "林晓月" not in str(refusal.value)
