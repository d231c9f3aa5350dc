"""A program gets a role wider than its creator's only with a second person's yes (ORG-5, INF-6)."""

from __future__ import annotations

import pytest

from alongside.domain.organisation.actions import approve_client, change_role, create_client, revoke_client
from alongside.domain.organisation.actions.clients import let_in
from alongside.domain.organisation.models import ApiClient, Role
from alongside.domain.organisation.samples import an_actor
from alongside.kernel import journal
from alongside.kernel.refusals import NotAllowed, Refused


def asked(cast, code="service_agent", **but):
    given = {
        "name": "呼叫中心",
        "role": Role.objects.get(code=code),
        "node": cast.project,
        "by": cast.system_admin,
    }
    return create_client(**given | but, now=cast.now)


def test_is_let_in_only_after_who_manages_the_accounts_said_yes(cast) -> None:
    """ORG-5: the system administrator touches no customer data, so does not give it away alone."""
    client, token = asked(cast)
    assert client.is_waiting
    assert let_in(token, now=cast.now) is None
    for _twice in range(2):
        approve_client(client, by=cast.security_admin, now=cast.now)
    assert let_in(token, now=cast.now).client == client
    assert [one.kind for one in journal.timeline_of(client)] == ["apiclient.created", "apiclient.approved"]


def test_needs_no_yes_for_what_its_creator_may_alone(cast) -> None:
    role = Role.objects.create(code="own_x", permissions=["see_estates", "see_organisation"])
    client, token = asked(cast, role=role)
    assert not client.is_waiting and let_in(token, now=cast.now)


@pytest.mark.parametrize("code", ["security_administrator", "auditor"])
def test_the_offices_that_are_separated_are_given_to_no_program(cast, code) -> None:
    """ORG-5: a token would join them in one hand."""
    with pytest.raises(Refused):
        asked(cast, code)
    assert not ApiClient.objects.exists()


@pytest.mark.parametrize("who", ["system_admin", "agent", "director", "auditor"])
def test_is_approved_by_nobody_else(cast, who) -> None:
    """ORG-5"""
    client, token = asked(cast)
    with pytest.raises(NotAllowed):
        approve_client(client, by=getattr(cast, who), now=cast.now)
    elsewhere = an_actor(node=cast.other_project, now=cast.now, role="security_administrator")
    with pytest.raises(NotAllowed):
        approve_client(client, by=elsewhere, now=cast.now)
    assert not ApiClient.objects.waiting_for(elsewhere).exists()
    assert let_in(token, now=cast.now) is None


def test_is_not_approved_once_its_role_holds_what_no_program_gets(cast) -> None:
    """ORG-5"""
    client, _token = asked(cast)
    agent = Role.objects.get(code="service_agent")
    change_role(agent, permissions=["manage_staff"], by=cast.security_admin, now=cast.now)
    with pytest.raises(Refused):
        approve_client(client, by=cast.security_admin, now=cast.now)


def test_is_refused_for_good(cast) -> None:
    client, token = asked(cast)
    assert list(ApiClient.objects.waiting_for(cast.security_admin)) == [client]
    revoke_client(client, by=cast.security_admin, now=cast.now)
    assert not ApiClient.objects.waiting_for(cast.security_admin).exists()
    with pytest.raises(Refused):
        approve_client(client, by=cast.security_admin, now=cast.now)
    assert let_in(token, now=cast.now) is None


def test_one_that_is_let_in_is_revoked_by_the_system_administrator_only(cast) -> None:
    client, _token = asked(cast)
    client = approve_client(client, by=cast.security_admin, now=cast.now)
    with pytest.raises(NotAllowed):
        revoke_client(client, by=cast.security_admin, now=cast.now)
    revoke_client(client, by=cast.system_admin, now=cast.now)
