"""Whose yes a place asks for is said by who may, never less than above, never what nobody could say (ORG-9)."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from alongside.domain.organisation.models import Appointment
from alongside.domain.work.actions.chaining import end_chain, set_chain
from alongside.domain.work.actions.exporting import ask_export
from alongside.domain.work.models import Approval, ApprovalRule
from alongside.domain.work.queries import chain_at
from alongside.kernel.models import JournalEntry
from alongside.kernel.permission import known_permissions
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

YES = ("approve_export", Decimal(0))
LEGAL = ("confirm_loss", Decimal(0))
OWN = ["approve_export:0.00"]


def said(cast, *steps, node=None, by=None, seen=None):
    given = {"steps": list(steps), "by": by or cast.security_admin, "now": cast.now, "seen": seen}
    return set_chain("export", node=node or cast.project, **given)


def ended(cast, appointments) -> None:
    appointments.update(from_at=cast.now - timedelta(days=9), until_at=cast.now)


def test_holds_at_the_node_and_below_until_it_is_ended(cast):
    """ORG-9: the nearest word counts; the journal keeps what was and what is."""
    said(cast, YES, LEGAL, node=cast.city, seen=OWN)
    assert chain_at("export", cast.project).steps == (YES, LEGAL)
    assert chain_at("export", cast.group).steps == (YES,)
    ask_export(
        "customers", node=cast.project, conditions={}, is_masked=False, reason="年审",
        by=cast.supervisor, now=cast.now,
    )  # fmt: skip
    end_chain("export", node=cast.city, by=cast.security_admin, now=cast.now)
    assert chain_at("export", cast.project).node_id is None
    # What was asked before keeps its steps.
    assert [one.permission for one in Approval.objects.get().steps.order_by("order")] == [YES[0], LEGAL[0]]
    entries = JournalEntry.objects.filter(kind="node.approval_chain_changed").order_by("pk")
    both = [*OWN, "confirm_loss:0.00"]
    assert [(one.about_id, one.facts["old_steps"], one.facts["steps"]) for one in entries] == [
        (cast.city.pk, OWN, both),
        (cast.city.pk, both, OWN),
    ]


@pytest.mark.parametrize("who", ["stranger", "city_manager", "director", "system_admin", "auditor", "agent"])
def test_is_not_for_those_who_ask_or_approve(cast, who):
    """ORG-5: whoever needs the yes, or gives it, does not say whose it is."""
    with pytest.raises(NotAllowed):
        said(cast, YES, LEGAL, by=getattr(cast, who))
    with pytest.raises(NotAllowed):
        end_chain("export", node=cast.project, by=getattr(cast, who), now=cast.now)


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [("approve_export", Decimal(100))],
        [("approve_export", Decimal(-1))],
        [("no_such_thing", Decimal(0)), YES],
        [YES] * 6,
        [LEGAL],
    ],
)
def test_is_refused_when_it_asks_for_nothing_or_less(cast, steps):
    """ORG-9, INF-10"""
    with pytest.raises(Refused):
        said(cast, *steps)
    assert not ApprovalRule.objects.exists()


def test_asks_for_no_less_than_the_place_above(cast):
    """ORG-9: what the city asks for, its projects ask for too."""
    said(cast, YES, LEGAL, node=cast.city)
    with pytest.raises(Refused):
        said(cast, YES)
    with pytest.raises(Refused):
        said(cast, YES, ("confirm_loss", Decimal(500)))
    assert said(cast, LEGAL, YES, ("enter_loss", Decimal(500))).node_id == cast.project.pk


def test_is_refused_where_nobody_could_say_yes(cast):
    """ORG-9: neither nobody, nor one person twice."""
    ended(cast, Appointment.objects.filter(role__permissions__contains=["enter_loss"]))
    with translation.override("en"), pytest.raises(Refused, match="Nobody there"):
        said(cast, YES, ("enter_loss", Decimal(0)))
    holding = Appointment.objects.active(cast.now).filter(role__permissions__contains=["approve_export"])
    people = holding.filter(node_id__in=cast.project.ancestor_ids).values("staff").distinct().count()
    with translation.override("en"), pytest.raises(Refused, match="too few"):
        said(cast, *[YES] * (people + 1))


def test_is_refused_where_only_who_asks_could_say_yes(cast):
    """ORG-9: four eyes."""
    holding = Appointment.objects.filter(role__permissions__contains=["approve_export"])
    ended(cast, holding.exclude(staff=cast.director.staff))
    with translation.override("en"), pytest.raises(Refused, match="asks themself"):
        said(cast, YES)


def test_is_not_overwritten_unseen(cast):
    said(cast, YES, LEGAL, seen=OWN)
    with pytest.raises(Conflict):
        said(cast, YES, YES, seen=OWN)
    said(cast, YES, LEGAL)
    assert JournalEntry.objects.filter(kind="node.approval_chain_changed").count() == 1


def test_what_a_higher_place_asks_for_later_is_asked_below_too(cast):
    """ORG-9: a word said before, further down, is no way around it."""
    said(cast, YES, ("see_cases", Decimal(0)), node=cast.project)
    said(cast, YES, LEGAL, node=cast.city)
    assert chain_at("export", cast.project).steps == (YES, ("see_cases", Decimal(0)), LEGAL)
    end_chain("export", node=cast.city, by=cast.security_admin, now=cast.now)
    assert chain_at("export", cast.project).steps == (YES, ("see_cases", Decimal(0)))


def test_the_company_says_its_own_limits_of_authority_and_a_place_none_that_are_higher(cast):
    """CAS-9, ORG-9: what ships is a proposal."""
    steps = [("confirm_loss", Decimal(100)), ("confirm_great_loss", Decimal(20_000))]
    given = {"by": cast.security_admin, "now": cast.now}
    set_chain("loss", node=cast.group, steps=steps, **given)
    assert chain_at("loss", cast.project).steps == tuple(steps)
    with pytest.raises(Refused, match=re.escape(str(known_permissions()["confirm_great_loss"].sentence))):
        set_chain("loss", node=cast.city, steps=[steps[0], ("confirm_great_loss", Decimal(30_000))], **given)
    set_chain("loss", node=cast.city, steps=[steps[0], ("confirm_great_loss", Decimal(9_000))], **given)
    with pytest.raises(Refused):  # a limit that nobody holds
        set_chain("loss", node=cast.city, steps=[*steps, ("pass_gate_nobody", Decimal(0))], **given)
