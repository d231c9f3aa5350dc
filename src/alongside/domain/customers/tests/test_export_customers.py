"""Customers go out masked, or in full after somebody else's yes; marked, counted, encrypted, deleted (CUS-10, INF-2)."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from alongside.domain.customers.actions import add_vehicle, save_segment
from alongside.domain.customers.queries.segments import as_conditions
from alongside.domain.customers.samples import a_customer
from alongside.domain.organisation.actions import set_presence
from alongside.domain.work.actions import exporting
from alongside.domain.work.actions.approving import (
    ask_approval,
    decide_approval,
    is_approved,
    may_decide,
    withdraw_approval,
)
from alongside.domain.work.actions.exporting import (
    ask_export,
    expire_exports,
    fetch_export,
    fingerprint_of,
    write_export,
)
from alongside.domain.work.models import Approval, ApprovalRule, ExportRun, Notice
from alongside.domain.work.queries import approvals_for
from alongside.kernel.models import AccessLine
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import files_about, open_file

PHONE = "13976501238"
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", " =1+1", "﹦1+1"]


@pytest.fixture
def people(cast):
    return [
        a_customer(node=cast.project, now=cast.now, name="欧阳雪鸿", phone=PHONE, email="snow@example.com"),
        a_customer(node=cast.project, now=cast.now, name="高远", phone="13976508888"),
    ]


def asked(cast, by=None, **but) -> ExportRun:
    given = {"node": cast.project, "conditions": {"node": cast.project.pk}, "reason": "年审", "now": cast.now}
    return ask_export("customers", by=by or cast.supervisor, **given | but)


def written(cast, run: ExportRun) -> bytes:
    run = write_export(run.pk, now=cast.now)
    assert run.state == "ready"
    with open_file(files_about(run).get()) as file:
        return file.read()


def sheet(body: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()


def test_masked_is_written_at_once_and_shows_no_number(cast, people):
    """CUS-10"""
    run = asked(cast)
    assert ProcrastinateJob.objects.filter(task_name=exporting.JOB, args={"run_id": run.pk}).exists()
    rows = sheet(written(cast, run))
    text = str(rows)
    assert "欧··" in text
    assert "1238" in text
    assert not any(secret in text for secret in ("欧阳雪鸿", PHONE, "snow@example.com"))


def test_every_sheet_bears_who_took_it_and_when(cast, people):
    """INF-2: above the table, and at head and foot of each printed page."""
    body = written(cast, asked(cast))
    mark = sheet(body)[0][0]
    assert cast.supervisor.staff.name in mark
    assert "2026-11-20 10:00" in mark
    page = zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml").decode()
    assert page.count(cast.supervisor.staff.name) >= 2  # header and footer


def test_in_full_waits_for_somebody_else_s_yes(cast, people):
    """INF-2, ORG-9"""
    run = asked(cast, is_masked=False)
    assert run.state == "waiting"
    assert write_export(run.pk, now=cast.now) is None
    approval = Approval.objects.get()
    decide_approval(approval, is_yes=True, by=cast.city_manager, now=cast.now)
    assert PHONE in str(sheet(written(cast, run)))


def test_nobody_says_yes_to_themself(cast, people):
    """ORG-9: four eyes."""
    asked(cast, by=cast.city_manager, is_masked=False)
    with pytest.raises(NotAllowed):
        decide_approval(Approval.objects.get(), is_yes=True, by=cast.city_manager, now=cast.now)


@pytest.mark.parametrize("who", ["agent", "supervisor", "stranger", "auditor", "system_admin"])
def test_whoever_may_not_approve_is_refused(cast, people, who):
    """ORG-9"""
    asked(cast, is_masked=False)
    with pytest.raises(NotAllowed):
        decide_approval(Approval.objects.get(), is_yes=True, by=getattr(cast, who), now=cast.now)


def test_a_no_needs_words_and_ends_it(cast, people):
    """ORG-9"""
    run = asked(cast, is_masked=False)
    with pytest.raises(Refused):
        decide_approval(Approval.objects.get(), is_yes=False, by=cast.city_manager, now=cast.now)
    decide_approval(
        Approval.objects.get(), is_yes=False, words="脱敏版即可", by=cast.city_manager, now=cast.now
    )
    run.refresh_from_db()
    assert run.state == "refused"
    assert Notice.objects.filter(staff=cast.supervisor.staff, kind="export.refused").exists()


def test_what_was_changed_after_the_yes_is_not_written(cast, people):
    """ORG-9: what was approved can't be changed without asking again."""
    run = asked(cast, is_masked=False)
    decide_approval(Approval.objects.get(), is_yes=True, by=cast.city_manager, now=cast.now)
    run.conditions = "{}"
    ExportRun.objects.filter(pk=run.pk).update(conditions="{}")
    assert write_export(run.pk, now=cast.now).state == "stopped"
    assert not is_approved("export", run, fingerprint=fingerprint_of(run))


def test_a_deputy_decides_for_who_is_away(cast, people):
    """ORG-6, ORG-9"""
    asked(cast, is_masked=False)
    approval = Approval.objects.get()
    assert not may_decide(approval, cast.colleague, now=cast.now)
    set_presence(
        cast.city_manager.staff,
        presence="away",
        deputy=cast.colleague.staff,
        by=cast.city_manager,
        now=cast.now,
    )
    assert approvals_for(cast.colleague, now=cast.now) == [approval]
    decide_approval(approval, is_yes=True, by=cast.colleague, now=cast.now)
    step = approval.steps.get()
    assert (step.by, step.instead_of) == (cast.colleague.staff, cast.city_manager.staff)


def test_a_node_may_ask_for_a_second_yes(cast, people):
    """ORG-9: the chain is that of the nearest node; nobody says both."""
    for order in (1, 2):
        ApprovalRule.objects.create(
            kind="export", node=cast.project, order=order, permission="approve_export"
        )
    run = asked(cast, is_masked=False)
    approval = Approval.objects.get()
    decide_approval(approval, is_yes=True, by=cast.city_manager, now=cast.now)
    run.refresh_from_db()
    assert run.state == "waiting"
    with pytest.raises(NotAllowed):
        decide_approval(approval, is_yes=True, by=cast.city_manager, now=cast.now)
    decide_approval(approval, is_yes=True, by=cast.director, now=cast.now)
    run.refresh_from_db()
    assert run.state == "writing"


def test_asking_again_takes_the_first_question_back(cast, people):
    """ORG-9"""
    run = asked(cast, is_masked=False)
    first = Approval.objects.get()
    again = ask_approval(
        "export",
        about=run,
        node=run.node,
        fingerprint="x",
        reason="换个口径",
        by=cast.supervisor,
        now=cast.now,
    )
    first.refresh_from_db()
    assert (first.state, again.state) == ("withdrawn", "asked")
    withdraw_approval(again, by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused):
        decide_approval(again, is_yes=True, by=cast.city_manager, now=cast.now)


def test_it_holds_only_whom_one_may_see(cast, people):
    """ORG-3"""
    a_customer(node=cast.other_project, now=cast.now, name="苏先生", phone="13976500001")
    rows = sheet(written(cast, asked(cast)))
    assert len(rows) == 2 + 3  # the mark, the heads, the cast's own customer and two more
    assert "苏··" not in str(rows)
    with pytest.raises(NotAllowed):
        asked(cast, by=cast.stranger)
    with pytest.raises(NotAllowed):
        asked(cast, by=cast.agent)


def test_every_customer_in_it_stands_in_the_access_log(cast, people):
    """INF-3"""
    written(cast, asked(cast))
    line = AccessLine.objects.get(act="export")
    assert set(line.person_ids) == {cast.customer.id, *(one.pk for one in people)}
    assert (line.viewer_id, line.reason) == (cast.supervisor.id, "masked")


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_no_cell_runs_as_a_formula(cast, format):
    """CUS-10: =, +, -, @, tab, return."""
    for number, text in enumerate(FORMULAS):
        one = a_customer(node=cast.project, now=cast.now, name=f"客户{number}", phone=f"1390010{number:04}")
        type(one).objects.filter(pk=one.pk).update(name=text)
    run = asked(cast, is_masked=False, format=format, reason="=1+1")
    decide_approval(Approval.objects.get(), is_yes=True, by=cast.city_manager, now=cast.now)
    body = written(cast, run)
    if format == "xlsx":
        book = zipfile.ZipFile(io.BytesIO(body))
        assert not any(b"<f>" in book.read(name) for name in book.namelist())
        assert {str(row[1]) for row in sheet(body)[2:]} >= {"=1+1", "+1+1", "@SUM(1)"}  # text, as it was
    else:
        cells = [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row]
        loose = [one for one in cells if one.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert [one for one in loose if not one.lstrip("+-").replace(" ", "").isdigit()] == []


def test_the_file_lies_encrypted(cast, people):
    """INF-1"""
    run = asked(cast)
    written(cast, run)
    kept = default_storage.open(files_about(run).get().path).read()
    assert not kept.startswith(b"PK")
    assert cast.supervisor.staff.name.encode() not in kept


def test_it_can_be_fetched_for_a_day_and_is_then_deleted(cast, people):
    """CUS-10"""
    run = asked(cast)
    written(cast, run)
    stored = fetch_export(run, by=cast.supervisor, now=cast.now + timedelta(hours=23))
    with pytest.raises(Refused):
        fetch_export(run, by=cast.supervisor, now=cast.now + timedelta(hours=25))
    assert expire_exports(now=cast.now + timedelta(hours=25)) == 1
    run.refresh_from_db()
    assert run.state == "expired"
    assert not files_about(run).exists()
    assert stored.name.endswith(".xlsx")


@pytest.mark.parametrize("who", ["city_manager", "agent", "stranger"])
def test_nobody_else_fetches_it(cast, people, who):
    run = asked(cast)
    written(cast, run)
    with pytest.raises(NotAllowed):
        fetch_export(run, by=getattr(cast, who), now=cast.now)
    assert not ExportRun.objects.visible_to(getattr(cast, who)).filter(pk=run.pk).exists()


def test_a_day_has_its_limit(cast, people, monkeypatch):
    """INF-2"""
    monkeypatch.setattr(exporting, "MOST_A_DAY", 2)
    asked(cast)
    asked(cast)
    with pytest.raises(Refused):
        asked(cast)
    assert asked(cast, now=cast.now + timedelta(days=1, hours=1)).state == "writing"


def test_rows_have_a_limit_too(cast, people, monkeypatch):
    """INF-2"""
    monkeypatch.setattr(exporting, "MOST_ROWS_A_DAY", 3)
    asked(cast)
    with pytest.raises(Refused):
        asked(cast)


def test_it_needs_a_reason_and_something_to_take_out(cast, people):
    """INF-2"""
    with pytest.raises(Refused):
        asked(cast, reason=" ")
    with pytest.raises(Refused):
        asked(cast, conditions={"node": cast.project.pk, "q": "查无此人"})
    with pytest.raises(Refused):
        asked(cast, format="pdf")


def test_one_that_was_killed_is_written_anew(cast, people, monkeypatch):
    """Nothing half done is ever fetched."""
    run = asked(cast)
    kept = exporting._keep
    monkeypatch.setattr(exporting, "_keep", lambda *given: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit), transaction.atomic():
        write_export(run.pk, now=cast.now)
    monkeypatch.setattr(exporting, "_keep", kept)
    run.refresh_from_db()
    assert run.state == "writing"
    assert len(sheet(written(cast, run))) == 5


def test_who_lost_the_right_meanwhile_gets_nothing(cast, people):
    """ORG-2"""
    run = asked(cast)
    cast.supervisor.staff.appointments.update(until_at=cast.now + timedelta(seconds=1))
    assert write_export(run.pk, now=cast.now + timedelta(minutes=1)).state == "stopped"


def test_a_segment_goes_out_as_it_was_when_it_was_asked_for(cast, people):
    """CUS-4, CUS-10: what was approved is what is written, though the segment means something else by then."""
    by = cast.supervisor
    segment = save_segment(
        name="有车",
        node=cast.project,
        conditions=[["vehicles", "at_least", "1"]],
        is_any=False,
        by=by,
        now=cast.now,
    )
    add_vehicle(people[0], plate="浙A12345", by=by, now=cast.now)
    run = ask_export(
        "customers",
        node=cast.project,
        conditions={**as_conditions(segment), "node": cast.project.pk},
        is_masked=True,
        format="csv",
        reason="车位通知",
        by=cast.director,
        now=cast.now,
    )
    assert run.expected == 1
    save_segment(
        segment=segment, name="有车", node=cast.project, conditions=[["vehicles", "at_least", "9"]], is_any=False,
        by=by, now=cast.now,
    )  # fmt: skip
    assert write_export(run.pk, now=cast.now).rows == 1
