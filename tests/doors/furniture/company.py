"""What the company keeps about itself: staff, calendars, announcements, files that come and go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import Cast
from tests.doors.furniture.pictures import a_picture
from tests.doors.marks import MARKS

from alongside.domain.cases.models import (
    Authority,
    Category,
    DeadlineRule,
    EscalationStep,
)
from alongside.domain.estates.models import Location
from alongside.domain.knowledge.models import QuestionTopic
from alongside.domain.organisation.actions.clients import act_for
from alongside.domain.organisation.actions.hours import add_calendar_exception
from alongside.domain.organisation.actions.watching import open_reviews
from alongside.domain.organisation.models import AccessReviewItem, Role
from alongside.domain.organisation.queries import client_actor
from alongside.domain.privacy.models import ReadingAlarm
from alongside.domain.work.actions.announcing import publish_announcement, write_announcement
from alongside.domain.work.actions.exporting import ask_export
from alongside.domain.work.actions.importing import choose_columns, start_import, work_on_import
from alongside.domain.work.models import Approval, ExportRun, ImportRun
from alongside.kernel.actor import SYSTEM
from alongside.kernel.stored_files import files_about


def a_review_item(cast: Cast, now: datetime) -> AccessReviewItem:
    """The agent's own appointment, to be confirmed or ended this quarter."""
    open_reviews(now=now)
    return AccessReviewItem.objects.get(appointment__staff=cast.agent.staff)


def an_announcement(cast: Cast, now: datetime) -> dict[str, Any]:
    """For everybody of the project, with an attachment, read by nobody."""
    one = write_announcement(
        node=cast.project, title="来电接听规范", words="三声之内接听。", is_must_read=True,
        read_by=now + timedelta(days=3), files=[a_picture("规范.jpg")], by=cast.supervisor, now=now,
    )  # fmt: skip
    publish_announcement(one, by=cast.supervisor, now=now)
    return {"announcement": one, "announcement_file": files_about(one).first()}


def things_of_the_company(cast: Cast, now: datetime) -> dict[str, Any]:
    calendar = cast.group.calendar
    day = now.date() + timedelta(days=40)
    return {
        "node": cast.project,
        "staff": cast.agent.staff,
        "appointment": cast.agent.staff.appointments.first(),
        "role": Role.objects.get(code="service_agent"),
        "calendar": calendar,
        "calendar_exception": add_calendar_exception(calendar, on=day, spans=[], by=SYSTEM, now=now),
        "category": Category.objects.get(code="complaint/quality"),
        "location": Location.objects.first(),
        "deadline_rule": DeadlineRule.objects.first(),
        "escalation_step": EscalationStep.objects.first(),
        "authority_in_catalogue": Authority.objects.first(),
        "question_topic": QuestionTopic.objects.first(),
        **an_export(cast, now),
        **an_announcement(cast, now),
        "alarm": ReadingAlarm.objects.create(
            staff=cast.agent.staff, kind="many", hour=now, count=90, usual=9, raised_at=now
        ),
        "job": ProcrastinateJob.objects.first(),
        "import_run": an_import(cast, now),
    }


def an_export(cast: Cast, now: datetime) -> dict[str, Any]:
    """Customers in full, asked for by the supervisor, not approved yet."""
    run = ask_export(
        "customers", node=cast.project, conditions={"node": cast.project.pk}, is_masked=False, reason="年审",
        by=cast.supervisor, now=now,
    )  # fmt: skip
    return {"export": run, "approval": Approval.objects.get(about_kind="exportrun", about_id=run.pk)}


def an_export_of(client: Any, cast: Cast, now: datetime) -> ExportRun:
    """Customers, asked for by the supervisor through the program."""
    return ask_export(
        "customers", node=cast.project, conditions={"node": cast.project.pk}, reason="年审", now=now,
        by=act_for(client_actor(client), cast.supervisor.staff, now=now),
    )  # fmt: skip


def an_import(cast: Cast, now: datetime) -> ImportRun:
    """Customers, checked, with a faulty row, not imported yet."""
    text = f"姓名,手机,会员等级\n高远,13976508888,\n{MARKS['cell of the imported file']},13976509999,铂金\n"
    upload = SimpleUploadedFile(f"{MARKS['imported file']}.csv", text.encode())
    given = {"by": cast.supervisor, "now": now}
    run = start_import(kind="customers", node=cast.project, upload=upload, **given)
    run = work_on_import(run.pk, now=now)
    choose_columns(run, columns=run.columns, may_change=True, **given)
    return work_on_import(run.pk, now=now)
