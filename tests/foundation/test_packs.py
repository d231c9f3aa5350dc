"""The packs shipped with the product (ORG-5, CAS-1, CAS-4, EST-3)."""

import tomllib
from pathlib import Path

import pytest

from alongside.config.packs import load_packs, rows_of
from alongside.domain.cases.models import Category, DeadlineRule, EscalationStep
from alongside.domain.estates.models import Location
from alongside.domain.organisation.models import Role
from alongside.kernel.permission import known_permissions


@pytest.mark.django_db
def test_packs_load_and_a_second_time_changes_nothing() -> None:
    """ORG-5, CAS-1, CAS-4, EST-3"""
    load_packs()
    models = (Role, Category, DeadlineRule, EscalationStep, Location)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    load_packs()
    assert [list(model.objects.order_by("pk").values()) for model in models] == before
    assert all(before)


@pytest.mark.django_db
def test_a_role_that_the_company_edited_is_left_alone() -> None:
    """ORG-5"""
    load_packs()
    Role.objects.filter(code="service_agent").update(permissions=["see_cases"], is_edited=True)
    load_packs()
    assert Role.objects.get(code="service_agent").permissions == ["see_cases"]


def test_roles_name_only_permissions_that_exist_and_leave_none_unheld() -> None:
    """ORG-5: what customers hold for themselves needs no role."""
    named = {code for role in rows_of("standard", "roles")["role"] for code in role["permissions"]}
    assert named <= set(known_permissions())
    assert {code for code, one in known_permissions().items() if not one.of_customer} <= named


def test_who_sees_and_calls_customers_on_a_journey_may_see_the_number() -> None:
    """JRN-2, JRN-4, INF-1: masked until they say what for."""
    roles = {one["code"]: set(one["permissions"]) for one in rows_of("standard", "roles")["role"]}
    callers = set()
    for pack in Path("packs/standard/journeys").glob("*.toml"):
        for stage in tomllib.loads(pack.read_text(encoding="utf-8"))["journey"]["stages"]:
            callers |= {step["role"] for step in stage.get("steps", ()) if step.get("channel") == "phone"}
    assert "sales_consultant" in callers
    assert [
        one for one in callers if "see_customers" in roles[one] and "reveal_contact" not in roles[one]
    ] == []


def test_no_role_both_manages_accounts_and_reads_the_journal() -> None:
    """ORG-5: the three administrators are separated, and who audits can change nothing."""
    roles = {role["code"]: set(role["permissions"]) for role in rows_of("standard", "roles")["role"]}
    assert not any({"manage_staff", "read_journal"} <= held for held in roles.values())
    assert roles["auditor"] == {"see_organisation", "read_journal", "read_access_log", "see_figures"}
