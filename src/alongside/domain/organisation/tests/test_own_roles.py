"""A company has roles of its own (ORG-5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.organisation.actions import (
    add_role,
    appoint,
    change_role,
    create_client,
    end_appointment,
    retire_role,
)
from alongside.domain.organisation.models import Role
from alongside.domain.organisation.samples import a_staff_member, an_actor
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.permission import known_permissions
from alongside.kernel.refusals import NotAllowed, Refused

NAME = {"zh-hans": "装修巡检员", "en": "Fit-out inspector"}


def added(cast, **but):
    given = {
        "name": NAME,
        "permissions": ["see_cases", "see_estates"],
        "by": cast.security_admin,
        "now": cast.now,
    }
    return add_role(**given | but)


def test_is_given_to_people_like_any_other(cast) -> None:
    """ORG-5"""
    role = added(cast, sentence={"zh-hans": "巡检装修现场。"})
    person = a_staff_member(now=cast.now)
    appoint(person, role=role, node=cast.project, by=cast.security_admin, now=cast.now)
    actor = cast.actor(person)
    assert actor.may(known_permissions()["see_cases"], on=cast.project)
    assert not actor.may(known_permissions()["open_case"], on=cast.project)
    entry = journal.timeline_of(role).get()
    assert (entry.kind, entry.facts["added"]) == ("role.added", ["see_cases", "see_estates"])


def test_is_changed_and_called_anew(cast) -> None:
    role = added(cast)
    described = {"name": {"zh-hans": "装修管理员"}, "sentence": {}, "escalation_rank": 1}
    change_role(role, permissions=["see_cases"], described=described, by=cast.security_admin, now=cast.now)
    role.refresh_from_db()
    assert (str(role), role.permissions, role.escalation_rank) == ("装修管理员", ["see_cases"], 1)


def test_a_shipped_role_keeps_its_name(cast) -> None:
    agent = Role.objects.get(code="service_agent")
    described = {"name": NAME, "sentence": {}, "escalation_rank": 1}
    with pytest.raises(Refused):
        change_role(
            agent, permissions=agent.permissions, described=described, by=cast.security_admin, now=cast.now
        )


@pytest.mark.parametrize(
    "permissions",
    [
        ["manage_staff", "manage_system"],
        ["manage_staff", "read_journal"],
        ["manage_system", "read_journal"],
        ["read_journal", "open_case"],
        ["fly"],
    ],
)
def test_no_role_joins_what_is_separated(cast, permissions) -> None:
    """ORG-5: three administrators, and who audits changes nothing."""
    with pytest.raises(Refused):
        added(cast, permissions=permissions)
    assert not Role.objects.filter(is_own=True).exists()


def test_nobody_gets_past_the_separation_by_an_own_role(cast) -> None:
    """ORG-5: what the person holds besides counts, and nobody appoints themself."""
    role = added(cast, permissions=["read_journal"])
    with pytest.raises(Refused):
        appoint(cast.system_admin.staff, role=role, node=cast.group, by=cast.security_admin, now=cast.now)
    with pytest.raises(NotAllowed):
        appoint(cast.security_admin.staff, role=role, node=cast.group, by=cast.security_admin, now=cast.now)


@pytest.mark.parametrize("who", ["agent", "director", "system_admin", "auditor"])
def test_only_who_manages_all_accounts_may(cast, who) -> None:
    """ORG-5"""
    role = added(cast)
    by = getattr(cast, who)
    for act in (
        lambda: added(cast, name={"zh-hans": "另一个"}, by=by),
        lambda: retire_role(role, by=by, now=cast.now),
        lambda: added(cast, by=an_actor(node=cast.project, now=cast.now, role="security_administrator")),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    "name", [{}, {"zh-hans": "  "}, {"zh-hans": "长" * 61}, {"zh-hans": "审计员"}, {"en": "Auditor"}]
)
def test_has_a_name_that_no_other_role_has(cast, name) -> None:
    with pytest.raises(Refused):
        added(cast, name=name)


def test_is_retired_when_nobody_holds_it_any_more(cast) -> None:
    """ORG-5: nor will, nor a program; then it is given to nobody."""
    role = added(cast)
    person = a_staff_member(now=cast.now)
    later = appoint(
        person, role=role, node=cast.project, from_at=cast.now + timedelta(days=2), by=SYSTEM, now=cast.now
    )
    with pytest.raises(Refused):
        retire_role(role, by=cast.security_admin, now=cast.now)
    end_appointment(later, by=SYSTEM, now=cast.now)
    for _twice in range(2):
        retire_role(role, by=cast.security_admin, now=cast.now)
    assert [one.kind for one in journal.timeline_of(role)].count("role.retired") == 1
    assert role not in Role.objects.in_use()
    for act in (
        lambda: appoint(person, role=role, node=cast.project, by=SYSTEM, now=cast.now),
        lambda: change_role(role, permissions=[], by=cast.security_admin, now=cast.now),
    ):
        with pytest.raises(Refused):
            act()
    assert added(cast).code != role.code


def test_is_not_retired_under_a_program(cast) -> None:
    role = added(cast)
    create_client(name="门禁", role=role, node=cast.project, by=SYSTEM, now=cast.now)
    with pytest.raises(Refused):
        retire_role(role, by=cast.security_admin, now=cast.now)


def test_a_shipped_role_is_not_retired(cast) -> None:
    with pytest.raises(Refused):
        retire_role(Role.objects.get(code="gate_guard"), by=cast.security_admin, now=cast.now)
