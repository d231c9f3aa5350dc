"""alongside export and alongside privacy: what an operator asks for and looks at."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from alongside.domain.cases.actions.requesting import request_own_data
from alongside.domain.cases.models import Case
from alongside.domain.customers.samples import a_customer
from alongside.domain.organisation.models import SecurityPolicy, UndertakingSignature
from alongside.domain.privacy.actions import begin_erasure, carry_out_erasure, place_hold
from alongside.domain.privacy.models import Erasure, RetentionRule
from alongside.domain.work.models import ExportRun
from alongside.faces.cli import export, privacy

ASK = ("ask", "customers", "--node", "GLT", "--reason", "年审", "--staff")


def run(command, *arguments: str):
    return CliRunner().invoke(command, arguments)


@pytest.fixture
def customer(cast):
    return a_customer(node=cast.project, now=cast.now)


def test_an_export_says_where_it_was_asked_and_keeps_the_limits_of_the_person(cast, customer):
    """CUS-10: what the person may not export is not asked for in their name either."""
    person = cast.supervisor.staff.username
    node = cast.project.code
    asked = run(export.command, *ASK[:3], node, *ASK[4:], person)
    assert asked.exit_code == 0, asked.output
    found = ExportRun.objects.get()
    assert (found.asked_by, found.is_masked) == (cast.supervisor.staff, True)
    assert "alongside export" in found.reason
    assert f"{found.pk}\tcustomers\t{node}\t{person}\tmasked\twriting" in run(export.command, "list").output
    assert "there is no node" in run(export.command, *ASK[:3], "XX", *ASK[4:], person).output
    assert "there is no staff" in run(export.command, *ASK[:3], node, *ASK[4:], "nobody").output
    SecurityPolicy.objects.update_or_create(defaults={"clearance_required": True})
    UndertakingSignature.objects.all().delete()
    assert run(export.command, *ASK[:3], node, *ASK[4:], person).exit_code == 1


def test_a_late_request_is_seen_by_the_exit_code(cast, customer):
    """INF-4"""
    request = request_own_data(
        customer, right="copy", channel="letter", by=cast.supervisor, now=timezone.now()
    )
    shown = run(privacy.command, "requests")
    assert (shown.exit_code, request.case.number in shown.output) == (0, True)
    Case.objects.filter(pk=request.case_id).update(next_due_at=timezone.now() - timedelta(days=1))
    late = run(privacy.command, "requests")
    assert (late.exit_code, "LATE" in late.output) == (1, True)
    assert customer.name not in late.output


def test_holds_and_periods_are_listed(cast, customer):
    """INF-5"""
    place_hold(
        customer=customer, node=cast.project, matter="(2026)浙0106民初1号", by=cast.legal, now=cast.now
    )
    assert f"customer {customer.pk}\t(2026)浙0106民初1号" in run(privacy.command, "holds").output
    rule = RetentionRule.objects.order_by("id").first()
    assert f"{rule.kind}\t{rule.days} days" in run(privacy.command, "retention").output


def test_a_certificate_that_was_altered_is_found(cast, customer):
    """INF-4"""
    erasure = begin_erasure(customer, ground="ended", by=cast.supervisor, now=cast.now, in_background=False)
    carry_out_erasure(erasure.pk, now=cast.now)
    found = Erasure.objects.get()
    good = run(privacy.command, "certificate", found.reference)
    assert (good.exit_code, json.loads(good.output)["checksum"]) == (0, found.checksum)
    Erasure.objects.update(ground="unlawful")
    assert run(privacy.command, "certificate", found.reference).exit_code == 1
    assert "there is no certificate" in run(privacy.command, "certificate", "x").output
