"""What a role allows is the company's to say, within the separation of its administrators (ORG-5)."""

from __future__ import annotations

import pytest

from alongside.domain.organisation.actions import appoint, change_role
from alongside.domain.organisation.imports import load_roles
from alongside.domain.organisation.models import Role
from alongside.domain.organisation.samples import an_actor
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.permission import known_permissions
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

EXPORT = known_permissions()["export_cases"]


def role(code: str) -> Role:
    return Role.objects.get(code=code)


def changed(cast, code="service_agent", *, add=(), take=(), **but):
    before = set(role(code).permissions)
    given = {
        "permissions": (before | set(add)) - set(take),
        "by": cast.security_admin,
        "now": cast.now,
        **but,
    }
    return change_role(role(code), **given)


def test_holds_at_once_and_is_not_undone_by_the_pack(cast) -> None:
    """ORG-5: an edited role is never overwritten."""
    assert cast.agent.may(EXPORT, on=cast.project)
    changed(cast, take=["export_cases"])
    assert not cast.actor(cast.agent.staff).may(EXPORT, on=cast.project)
    shipped = ["see_cases", "export_cases"]
    load_roles([{"code": "service_agent", "name": {}, "permissions": shipped}])
    assert "export_cases" not in role("service_agent").permissions
    assert role("service_agent").is_edited


def test_the_journal_keeps_what_was_added_and_taken(cast) -> None:
    """INF-3"""
    one = changed(cast, add=["assign_case"], take=["export_cases"])
    entry = journal.timeline_of(one).get()
    assert entry.facts["added"] == ["assign_case"]
    assert entry.facts["removed"] == ["export_cases"]
    assert entry.by_id == cast.security_admin.id


def test_nobody_changes_a_role_that_they_hold(cast) -> None:
    """ORG-5: neither more for oneself, nor the way back barred by a slip."""
    for wanted in ({"add": ["see_cases"]}, {"take": ["manage_staff"]}):
        with pytest.raises(NotAllowed):
            changed(cast, "security_administrator", **wanted)


@pytest.mark.parametrize("who", ["agent", "director", "system_admin", "auditor"])
def test_only_who_manages_all_accounts_may(cast, who) -> None:
    """ORG-5"""
    with pytest.raises(NotAllowed):
        changed(cast, take=["export_cases"], by=getattr(cast, who))


def test_who_manages_the_accounts_of_a_part_may_not(cast) -> None:
    """ORG-2: a role reaches beyond the part."""
    part = an_actor(node=cast.project, now=cast.now, role="security_administrator")
    with pytest.raises(NotAllowed):
        changed(cast, take=["export_cases"], by=part)


@pytest.mark.parametrize(
    ("code", "add"),
    [
        ("auditor", "manage_staff"),
        ("auditor", "assign_case"),
        ("service_agent", "read_journal"),
        ("system_administrator", "manage_staff"),
        ("service_agent", "fly"),
    ],
)
def test_the_administrators_stay_apart_and_the_auditor_changes_nothing(cast, code, add) -> None:
    """ORG-5"""
    with pytest.raises(Refused) as no:
        changed(cast, code, add=[add])
    assert no.value.field in {"permissions", "role"}
    assert not role(code).is_edited


def test_what_its_holders_have_besides_counts_too(cast) -> None:
    """ORG-5: an agent who also audits would come to manage the system."""
    appoint(cast.agent.staff, role=role("auditor"), node=cast.group, by=SYSTEM, now=cast.now)
    with pytest.raises(Refused):
        changed(cast, add=["manage_system"])


def test_whoever_saw_another_state_is_told(cast) -> None:
    """CAS-16"""
    with pytest.raises(Conflict):
        changed(cast, take=["export_cases"], seen=["see_cases"])
