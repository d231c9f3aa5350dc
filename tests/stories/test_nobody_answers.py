"""Every escalation ends at a named person; what has none is a fault that the parent hears of (ORG-4)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from alongside.domain.cases.actions.losses import enter_loss
from alongside.domain.cases.samples import a_case_in
from alongside.domain.organisation.actions import change_node
from alongside.domain.organisation.models import Appointment
from alongside.domain.work.actions.answering import tell_of_what_nobody_answers
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("staff_id", "label"))


def test_a_place_without_a_manager_is_told_to_the_nearest_named_person_above_once_a_week(cast):
    """ORG-4: the city hears of its project, headquarters of the city."""
    change_node(cast.city, manager=cast.city_manager.staff, by=SYSTEM, now=cast.now)
    for _twice in range(2):
        tell_of_what_nobody_answers(now=cast.now)
    found = told("node.without_manager")
    assert (cast.city_manager.id, cast.other_project.name) in found
    assert cast.project.name not in {name for _who, name in found}
    assert len(found) == len(set(found))
    before = len(found)
    tell_of_what_nobody_answers(now=cast.now + timedelta(days=7))
    assert len(told("node.without_manager")) == 2 * before


def test_a_question_that_nobody_could_answer_is_told_above(cast):
    """ORG-4, ORG-9"""
    case = a_case_in("received", node=cast.project, now=cast.now)
    enter_loss(
        case,
        kind="refund",
        amount=Decimal(8000),
        on=cast.now.date(),
        words="退款",
        by=cast.supervisor,
        now=cast.now,
    )
    tell_of_what_nobody_answers(now=cast.now)
    assert told("approval.for_nobody") == []
    large = Appointment.objects.filter(role__permissions__contains=["confirm_large_loss"])
    large.update(from_at=cast.now - timedelta(days=9), until_at=cast.now - timedelta(days=1))
    tell_of_what_nobody_answers(now=cast.now)
    assert [name for _who, name in told("approval.for_nobody")] == [cast.project.name]
