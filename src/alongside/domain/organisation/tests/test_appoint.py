"""Appointments grant roles for a time, at a node and below it (ORG-2)."""

from datetime import timedelta

import pytest

from alongside.domain.organisation.actions import appoint, end_appointment
from alongside.domain.organisation.models import Appointment, Role
from alongside.domain.organisation.permissions import READ_JOURNAL
from alongside.domain.organisation.samples import an_actor
from alongside.kernel.permission import known_permissions
from alongside.kernel.refusals import NotAllowed, Refused

ASSIGN_CASE = known_permissions()["assign_case"]  # a domain above may not be named here


def role(code: str) -> Role:
    return Role.objects.get(code=code)


def test_reaches_the_node_and_below_but_not_beside(cast) -> None:
    """ORG-2"""
    lead = cast.actor(cast.agent.staff)
    assert not lead.may(ASSIGN_CASE, on=cast.project)
    appoint(
        cast.agent.staff,
        role=role("service_supervisor"),
        node=cast.city,
        by=cast.security_admin,
        now=cast.now,
    )
    lead = cast.actor(cast.agent.staff)
    assert lead.may(ASSIGN_CASE, on=cast.project)
    assert lead.may(ASSIGN_CASE, on=cast.other_project)
    assert not lead.may(ASSIGN_CASE, on=cast.group)


def test_a_temporary_one_ends_by_itself(cast) -> None:
    """ORG-2"""
    until = cast.now + timedelta(days=7)
    appoint(
        cast.agent.staff,
        role=role("service_supervisor"),
        node=cast.project,
        by=cast.security_admin,
        now=cast.now,
        until_at=until,
        reason="主管休假",
    )
    assert cast.actor(cast.agent.staff, now=until - timedelta(seconds=1)).may(ASSIGN_CASE, on=cast.project)
    assert not cast.actor(cast.agent.staff, now=until).may(ASSIGN_CASE, on=cast.project)


def test_one_that_begins_later_allows_nothing_yet(cast) -> None:
    """ORG-2"""
    begins = cast.now + timedelta(days=1)
    appoint(
        cast.agent.staff,
        role=role("service_supervisor"),
        node=cast.project,
        by=cast.security_admin,
        now=cast.now,
        from_at=begins,
    )
    assert not cast.actor(cast.agent.staff).may(ASSIGN_CASE, on=cast.project)
    assert cast.actor(cast.agent.staff, now=begins).may(ASSIGN_CASE, on=cast.project)


def test_ends_at_the_minute(cast) -> None:
    """ORG-2"""
    later = cast.now + timedelta(hours=1)
    appointment = Appointment.objects.get(staff=cast.supervisor.staff)
    end_appointment(appointment, by=cast.security_admin, now=later)
    assert not cast.actor(cast.supervisor.staff, now=later).may(ASSIGN_CASE, on=cast.project)
    with pytest.raises(Refused):
        end_appointment(appointment, by=cast.security_admin, now=later)


@pytest.mark.parametrize("until", [timedelta(0), timedelta(days=-1)])
def test_is_refused_when_it_ends_before_it_begins(cast, until: timedelta) -> None:
    """ORG-2"""
    with pytest.raises(Refused) as refusal:
        appoint(
            cast.agent.staff,
            role=role("trainer"),
            node=cast.project,
            by=cast.security_admin,
            now=cast.now,
            until_at=cast.now + until,
        )
    assert refusal.value.field == "until_at"


def test_is_refused_a_second_time(cast) -> None:
    """ORG-2"""
    department = Appointment.objects.get(staff=cast.agent.staff).department
    with pytest.raises(Refused):
        appoint(
            cast.agent.staff,
            role=role("service_agent"),
            node=cast.project,
            department=department,
            by=cast.security_admin,
            now=cast.now,
        )


def test_the_three_administrators_are_three_people(cast) -> None:
    """ORG-5: who manages accounts neither audits nor runs the system."""
    for person, second in [
        ("security_admin", "auditor"),
        ("system_admin", "auditor"),
        ("auditor", "security_administrator"),
    ]:
        with pytest.raises(Refused):
            appoint(
                getattr(cast, person).staff,
                role=role(second),
                node=cast.group,
                by=an_actor(node=cast.group, now=cast.now, role="security_administrator"),
                now=cast.now,
            )
    assert not cast.actor(cast.security_admin.staff).may(READ_JOURNAL)


def test_nobody_appoints_themself(cast) -> None:
    """ORG-5: four eyes."""
    with pytest.raises(NotAllowed):
        appoint(
            cast.security_admin.staff,
            role=role("trainer"),
            node=cast.group,
            by=cast.security_admin,
            now=cast.now,
        )


@pytest.mark.parametrize("person", ["agent", "manager", "director", "auditor", "stranger"])
def test_is_refused_to_who_does_not_manage_accounts(cast, person: str) -> None:
    """ORG-5"""
    with pytest.raises(NotAllowed):
        appoint(
            cast.engineer.staff,
            role=role("trainer"),
            node=cast.project,
            by=getattr(cast, person),
            now=cast.now,
        )


def test_is_refused_beside_ones_own_node(cast) -> None:
    """ORG-2"""
    here = an_actor(node=cast.project, now=cast.now, role="security_administrator")
    with pytest.raises(NotAllowed):
        appoint(cast.engineer.staff, role=role("trainer"), node=cast.other_project, by=here, now=cast.now)
