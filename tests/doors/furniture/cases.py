"""A case with everything in it, and what is learnt from cases."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.cast import Cast
from tests.doors.furniture.pictures import a_picture
from tests.doors.marks import MARKS

from alongside.domain.assistance.models import HotIssue
from alongside.domain.cases.actions.authorities import note_authority
from alongside.domain.cases.actions.changing import save_view
from alongside.domain.cases.actions.daily import draw_spot_checks, make_daily
from alongside.domain.cases.actions.handing_on import ask_cooperation, offer_transfer
from alongside.domain.cases.actions.investigation import add_evidence
from alongside.domain.cases.actions.learning.lessons import start_lesson, write_lesson
from alongside.domain.cases.actions.legal.keeping import set_date
from alongside.domain.cases.actions.legal.opening import open_matter
from alongside.domain.cases.actions.liability import draft_finding
from alongside.domain.cases.actions.losses import enter_loss
from alongside.domain.cases.actions.major import declare_major
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.writing import add_note, reply_to_customer
from alongside.domain.cases.models import (
    Authority,
    AuthorityRequest,
    Case,
    Category,
)
from alongside.domain.cases.rules.liability import Share
from alongside.domain.cases.samples import a_case_in
from alongside.domain.customers.models import Customer
from alongside.domain.work.actions import notify
from alongside.kernel.actor import SYSTEM
from alongside.kernel.stored_files import files_about


def a_case_with_everything(cast: Cast, customer: Customer, unit: Any, now: datetime) -> tuple[Case, dict]:
    agent, supervisor = cast.agent, cast.supervisor
    case = open_case(
        node=cast.project,
        kind="complaint",
        category=Category.objects.get(code="complaint/quality"),
        title=MARKS["title of the case"],
        words=MARKS["customer's words"],
        channel="phone",
        customer=customer,
        unit=unit,
        owner=agent.staff,
        files=[a_picture(f"{MARKS['file']}.jpg")],
        by=agent,
        now=now,
    )
    reply_to_customer(case, words=MARKS["reply"], by=agent, now=now)
    add_note(case, words=MARKS["note"], by=agent, now=now)
    task = ask_cooperation(
        case,
        department=cast.project.departments.get(code="engineering"),
        title=MARKS["task"],
        words=MARKS["task"],
        due_at=now + timedelta(days=1),
        by=agent,
        now=now,
    )
    transfer = offer_transfer(
        case, to=cast.colleague.staff, reason=MARKS["reason of the transfer"], by=agent, now=now
    )
    evidence = add_evidence(
        case, kind="statement", person_heard="证人", words=MARKS["evidence"], by=supervisor, now=now
    )
    finding = draft_finding(
        case,
        cause="workmanship",
        words=MARKS["finding"],
        shares=[Share("owner", Decimal(100))],
        by=supervisor,
        now=now,
    )
    loss = enter_loss(
        case,
        kind="compensation",
        amount=Decimal(MARKS["amount"]),
        on=now.date() - timedelta(days=1),
        words=MARKS["loss"],
        by=supervisor,
        now=now,
    )
    major = declare_major(case, criteria=["media"], lead=supervisor.staff, by=supervisor, now=now)
    yesterday = now - timedelta(days=1)
    closed = a_case_in(
        "closed",
        node=cast.project,
        now=yesterday,
        title=MARKS["title of the case"],
        customer=customer,
        unit=unit,
    )
    daily_on = yesterday.date()
    make_daily(cast.project, on=daily_on, by=SYSTEM, now=now)
    check = draw_spot_checks(cast.project, on=daily_on, count=1, seed=1, by=supervisor, now=now)[0]
    view = save_view(
        name=MARKS["saved view"], conditions={"words": MARKS["title of the case"]}, by=agent, now=now
    )
    notice = notify(agent.staff, "case.assigned", about=case, label=case.number, now=now)
    case.refresh_from_db()
    return case, {
        "case": case,
        "closed_case": closed,
        "task": task,
        "transfer": transfer,
        "evidence": evidence,
        "finding": finding,
        "share": finding.shares.first(),
        "loss": loss,
        "major": major,
        "spot_check": check,
        "view": view,
        "notice": notice or agent.staff.notices.first(),
        "file": files_about(case.conversation.messages.order_by("id").first()).first(),
        "contact_point": customer.contact_points.first(),
        "relation": customer.unit_relations.first(),
    }


def an_authority_request(case: Case, cast: Cast, now: datetime) -> AuthorityRequest:
    """Through the hotline of the city, which waits for its answer."""
    authority = Authority.objects.get(code="hotline_12345")
    due = now + timedelta(days=5)
    return note_authority(
        case, authority=authority, number="12345-1", received_at=now, due_at=due, by=cast.agent, now=now
    )


def learnt(case: Case, closed: Case, cast: Cast, now: datetime) -> dict[str, Any]:
    """A lawsuit with its next hearing, and a lesson that is still being written."""
    matter = open_matter(
        case,
        kind="lawsuit",
        our_side="defendant",
        title=MARKS["title of the legal matter"],
        by=cast.legal,
        now=now,
    )
    day = set_date(matter, kind="hearing", at=now + timedelta(days=9), by=cast.legal, now=now)
    lesson = start_lesson(closed, by=cast.supervisor, now=now)
    lesson = write_lesson(
        lesson,
        title=MARKS["words of the lesson"],
        facts="无",
        went_wrong="无",
        rule="无",
        by=cast.supervisor,
        now=now,
    )
    return {"legal_matter": matter, "legal_date": day, "lesson": lesson}


def hot_issue(case: Case, now: datetime) -> HotIssue:
    """What the case would be part of if two neighbours had called as well."""
    issue = HotIssue.objects.create(
        node=case.node, estate=case.estate, first_at=now, last_at=now, people=3, messages=3, heat=4.5,
        days=[[now.date().isoformat(), 3]],
    )  # fmt: skip
    issue.members.create(conversation=case.conversation, node=case.node, said_at=now, is_middle=True)
    return issue
