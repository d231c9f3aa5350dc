"""Who leaves loses access at that minute (ORG-6)."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.test import Client

from alongside.domain.organisation import events
from alongside.domain.organisation.actions import appoint, change_staff, end_access
from alongside.domain.organisation.models import Role, StaffMember
from alongside.domain.organisation.samples import PASSWORD, an_actor
from alongside.kernel import journal
from alongside.kernel.refusals import NotAllowed, Refused


def sign_in(client: Client, staff: StaffMember) -> None:
    """What signing in leaves behind: a session, and the line in the person's list of sign-ins."""
    client.force_login(staff)
    UserSession.objects.create(
        user=staff, session_key=client.session.session_key, ip="127.0.0.1", user_agent=""
    )


def test_the_person_is_signed_out_everywhere_and_cannot_sign_in(cast, client: Client) -> None:
    """ORG-6"""
    sign_in(client, cast.agent.staff)
    before = Session.objects.count()
    assert authenticate(username="lin", password=PASSWORD)
    later = cast.now + timedelta(hours=1)
    end_access(cast.agent.staff, by=cast.security_admin, now=later)
    assert Session.objects.count() == before - 1
    assert authenticate(username="lin", password=PASSWORD) is None
    assert not cast.actor(StaffMember.objects.get(username="lin"), now=later).reaches
    assert not cast.actor(cast.agent.staff, now=later).reaches


def test_others_stay_signed_in(cast, client: Client) -> None:
    """ORG-6"""
    sign_in(client, cast.colleague.staff)
    end_access(cast.agent.staff, by=cast.security_admin, now=cast.now + timedelta(hours=1))
    assert Session.objects.exists()


def test_appointments_end_and_those_to_come_are_taken_back(cast) -> None:
    """ORG-2, ORG-6"""
    later = cast.now + timedelta(hours=1)
    trainer = Role.objects.get(code="trainer")
    appoint(
        cast.agent.staff,
        role=trainer,
        node=cast.project,
        by=cast.security_admin,
        now=cast.now,
        from_at=cast.now + timedelta(days=3),
    )
    change_staff(cast.colleague.staff, deputy=cast.agent.staff, by=cast.colleague, now=cast.now)
    left = end_access(cast.agent.staff, by=cast.security_admin, now=later)
    assert [one.until_at for one in left.appointments.all()] == [later]
    cast.colleague.staff.refresh_from_db()
    assert cast.colleague.staff.deputy is None
    fact = journal.timeline_of(left, events=[events.STAFF_LEFT]).get()
    assert len(fact.facts["appointments"]) == 2


def test_is_refused_twice_for_oneself_and_to_strangers(cast) -> None:
    """ORG-6"""
    here = an_actor(node=cast.other_project, now=cast.now, role="security_administrator")
    for by in (here, cast.manager, cast.customer):
        with pytest.raises(NotAllowed):
            end_access(cast.agent.staff, by=by, now=cast.now)
    with pytest.raises(NotAllowed):
        end_access(cast.security_admin.staff, by=cast.security_admin, now=cast.now)
    later = cast.now + timedelta(hours=1)
    end_access(cast.agent.staff, by=cast.security_admin, now=later)
    with pytest.raises(Refused):
        end_access(cast.agent.staff, by=cast.security_admin, now=later)
