"""One of everything behind the doors, made through the actions."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import Cast
from tests.doors.marks import MARKS

from alongside.domain.appointments.actions.booking import book_slot
from alongside.domain.appointments.actions.inviting import invite_customer
from alongside.domain.appointments.samples import a_batch, first_slot
from alongside.domain.assistance.models import HotIssue
from alongside.domain.bulletins.samples import a_notice_of_change, published
from alongside.domain.cases.actions.authorities import note_authority
from alongside.domain.cases.actions.changing import save_view
from alongside.domain.cases.actions.daily import draw_spot_checks, make_daily
from alongside.domain.cases.actions.drafting import add_draft_files, start_draft
from alongside.domain.cases.actions.handing_on import ask_cooperation, offer_transfer
from alongside.domain.cases.actions.investigation import add_evidence
from alongside.domain.cases.actions.learning.lessons import start_lesson, write_lesson
from alongside.domain.cases.actions.legal.keeping import set_date
from alongside.domain.cases.actions.legal.opening import open_matter
from alongside.domain.cases.actions.liability import draft_finding
from alongside.domain.cases.actions.losses import enter_loss
from alongside.domain.cases.actions.major import declare_major
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.requesting import request_own_data
from alongside.domain.cases.actions.writing import add_note, reply_to_customer
from alongside.domain.cases.models import (
    Authority,
    AuthorityRequest,
    Case,
    Category,
    DeadlineRule,
    EscalationStep,
)
from alongside.domain.cases.rules.liability import Share
from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.actions import keep_template, take_mail
from alongside.domain.conversations.models import Account, AnswerStandard, Mailbox
from alongside.domain.customers.actions import (
    authorise_agent,
)
from alongside.domain.customers.actions.portal import start_portal_session
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.models import Location
from alongside.domain.journeys.actions.templates import (
    choose_template,
    copy_template,
    draft_version,
    publish_version,
)
from alongside.domain.journeys.models import JourneyTemplate
from alongside.domain.journeys.samples import a_journey
from alongside.domain.knowledge.actions import ask_question, note_gap, revise_article
from alongside.domain.knowledge.models import QuestionTopic
from alongside.domain.knowledge.rules import Text
from alongside.domain.knowledge.samples import an_article
from alongside.domain.knowledge.samples import published as approved
from alongside.domain.listings.actions import add_photos, change_listing
from alongside.domain.listings.models import ListingPair
from alongside.domain.listings.samples import a_listing
from alongside.domain.organisation.actions.clients import act_for
from alongside.domain.organisation.actions.hours import add_calendar_exception
from alongside.domain.organisation.actions.watching import open_reviews
from alongside.domain.organisation.models import AccessReviewItem, Role
from alongside.domain.organisation.queries import client_actor
from alongside.domain.privacy.actions import begin_erasure, carry_out_erasure, make_copy, place_hold
from alongside.domain.privacy.models import ReadingAlarm, RetentionRule
from alongside.domain.work.actions import notify
from alongside.domain.work.actions.announcing import publish_announcement, write_announcement
from alongside.domain.work.actions.exporting import ask_export
from alongside.domain.work.actions.importing import choose_columns, start_import, work_on_import
from alongside.domain.work.models import Approval, ExportRun, ImportRun
from alongside.kernel.actor import SYSTEM
from alongside.kernel.stored_files import files_about


def a_picture(name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def a_review_item(cast: Cast, now: datetime) -> AccessReviewItem:
    """The agent's own appointment, to be confirmed or ended this quarter."""
    open_reviews(now=now)
    return AccessReviewItem.objects.get(appointment__staff=cast.agent.staff)


def an_authority_request(case: Case, cast: Cast, now: datetime) -> AuthorityRequest:
    """Through the hotline of the city, which waits for its answer."""
    authority = Authority.objects.get(code="hotline_12345")
    due = now + timedelta(days=5)
    return note_authority(
        case, authority=authority, number="12345-1", received_at=now, due_at=due, by=cast.agent, now=now
    )


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


def kept_with_care(cast: Cast, customer: Customer, now: datetime) -> dict[str, Any]:
    """A request about the customer's data, a copy, a hold; and somebody who was erased."""
    gone = a_customer(node=cast.project, now=now, name="已走", phone="13900000077", email="")
    erasure = begin_erasure(gone, ground="ended", by=cast.supervisor, now=now, in_background=False)
    asked = request_own_data(customer, right="correct", words="x", by=CustomerActor(customer), now=now)
    return {
        "privacy_request": asked,
        "personal_copy": make_copy(customer, by=cast.supervisor, now=now),
        "legal_hold": place_hold(customer=customer, node=cast.project, matter="x", by=cast.legal, now=now),
        "erasure": carry_out_erasure(erasure.pk, now=now),
        "retention_rule": RetentionRule.objects.first(),
    }


def an_import(cast: Cast, now: datetime) -> ImportRun:
    """Customers, checked, with a faulty row, not imported yet."""
    text = f"姓名,手机,会员等级\n高远,13976508888,\n{MARKS['cell of the imported file']},13976509999,铂金\n"
    upload = SimpleUploadedFile(f"{MARKS['imported file']}.csv", text.encode())
    given = {"by": cast.supervisor, "now": now}
    run = start_import(kind="customers", node=cast.project, upload=upload, **given)
    run = work_on_import(run.pk, now=now)
    choose_columns(run, columns=run.columns, may_change=True, **given)
    return work_on_import(run.pk, now=now)


def an_authority(customer: Customer, agent: Customer, unit: Any, now: datetime) -> dict[str, Any]:
    """The papers of somebody who acts for the customer."""
    authority = authorise_agent(
        agent, unit=unit, principal=customer, scopes=["handover"], from_on=now.date(), valid_until=now.date(),
        files=[a_picture("authority.jpg")], by=SYSTEM, now=now,
    )  # fmt: skip
    return {"authority": authority, "paper": files_about(authority).first()}


def portal_things(cast: Cast, customer: Customer, unit: Any, now: datetime) -> dict[str, Any]:
    actor = CustomerActor(customer)
    draft = start_draft(customer, by=actor, now=now, kind="repair", unit=unit)
    picture = add_draft_files(draft, files=[a_picture(f"{MARKS['file']}.jpg")], by=actor, now=now)
    session = start_portal_session(customer, device="elsewhere", by=actor, now=now)
    return {"draft": draft, "draft_file": picture[0], "portal_session": session}


def journey(customer: Customer, unit: Any, cast: Cast, now: datetime) -> dict[str, Any]:
    """The owner's way with the home, with something to be done."""
    begun = now - timedelta(hours=3)
    journey = a_journey(customer, unit, now=begun, keeper=cast.agent.staff, happened={"signed": begun})
    shipped = JourneyTemplate.objects.get(code="six_plus_two")
    ours = copy_template(
        shipped, name={"zh-hans": "城南旅程", "en": "South way"}, by=cast.director, now=begun
    )
    publish_version(ours.versions.get(), words="", by=cast.director, now=begun)
    return {
        "journey": journey,
        "step": journey.steps.get(code="first_contact"),
        "journey_template": ours,
        "journey_draft": draft_version(ours, by=cast.director, now=begun),
        "journey_round": choose_template(
            cast.city, template=shipped, apply=True, by=cast.director, now=begun
        ),
    }


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


def knowledge(cast: Cast, now: datetime) -> dict[str, Any]:
    """An article for the house with a new version being written, one for anybody, and what nobody found."""
    inside = approved(
        an_article(cast.project, by=cast.agent, now=now, is_public=False), by=cast.agent,
        approver=cast.supervisor, now=now,
    )  # fmt: skip
    revise_article(inside, text=Text("卫生间漏水", "先关阀。"), by=cast.agent, now=now)
    public = approved(
        an_article(cast.project, by=cast.agent, now=now), by=cast.agent, approver=cast.supervisor, now=now
    )
    gap = note_gap("外墙清洗", node=cast.project, outside=True, now=now)
    topic = QuestionTopic.objects.get(code="aftercare")
    question = ask_question(topic, node=cast.project, title="保修", words="", by=cast.agent, now=now)
    return {"article": inside, "public_article": public, "gap": gap, "question": question}


def bulletin(customer: Customer, unit: Any, cast: Cast, now: datetime) -> dict[str, Any]:
    """A notice of change that the owner was told of and has not acknowledged."""
    draft = a_notice_of_change(unit.estate, now=now, buildings=[unit.building])
    notice = published(draft, now=now)
    return {"bulletin": notice, "recipient": notice.recipients.get(customer=customer)}


def appointments(customer: Customer, unit: Any, cast: Cast, now: datetime) -> dict[str, Any]:
    """A check of this one home, tomorrow; the owner has booked."""
    batch = a_batch(cast.estate, now=now, days=1, kind="anniversary_check", name=MARKS["appointment"])
    invitation = invite_customer(batch, customer=customer, unit=unit, by=SYSTEM, now=now)
    slot = first_slot(batch)
    book_slot(invitation, slot=slot, words=MARKS["appointment"], by=SYSTEM, now=now)
    batch.state = "open"
    batch.save(update_fields=["state"])
    return {"batch": batch, "slot": slot, "invitation": invitation}


def listings(cast: Cast, now: datetime) -> dict[str, Any]:
    """One that is public, with a picture, and another of the same flat."""
    by = cast.supervisor.staff
    listing, twin = (
        a_listing(
            node=cast.project, by=SYSTEM, now=now, collected_by=by, address=MARKS["door of the listing"],
            owner_name=MARKS["owner of the listing"], owner_phone="13700009911",
        )
        for _number in range(2)
    )  # fmt: skip
    why = MARKS["reason of the change of the listing"]
    listing = change_listing(listing, amount=Decimal(4_100_000), why=why, by=SYSTEM, now=now)
    [photo] = add_photos(listing, photos=[a_picture("room.jpg")], by=SYSTEM, now=now)
    return {"listing": listing, "listing_photo": photo, "listing_pair": ListingPair.objects.get(second=twin)}


def mails(cast: Cast, now: datetime) -> dict[str, Any]:
    """A mailbox and an account of the project, and what somebody wrote to the first."""
    mailbox = Mailbox.objects.create(
        node=cast.project, name="观澜庭客服", address="mailbox@example.test", imap_host="127.0.0.1", imap_port=1,
        imap_security="none", username="x", password="x", begins_at=now, next_at=now, uid_validity=1,
    )  # fmt: skip
    raw = f"From: z@example.test\r\nSubject: {MARKS['mail_subject']}\r\n\r\n{MARKS['mail_words']}".encode()
    taken = take_mail(mailbox, raw, uid_validity=1, uid=1, now=now)
    assert taken is not None and taken.conversation is not None
    account = Account.objects.create(
        node=cast.project, channel="wechat", provider="wechat_official", name="观澜庭账号", code="account-code",
        options={"app_id": "wx1", "mode": "plain", "api": "http://127.0.0.1:9"},
        secrets=json.dumps({"app_secret": "s", "token": "t"}),
    )  # fmt: skip
    window = Account.objects.create(
        node=cast.project,
        channel="chat",
        provider="widget",
        name="观澜庭客服",
        code="window",
        options={"origins": "https://example.test"},
    )
    standard = AnswerStandard.objects.create(node=cast.project, minutes=60, warn_minutes=10)
    thread = taken.conversation.thread
    texting = Account.objects.create(
        node=cast.project, channel="sms", provider="sms_aliyun", name="观澜庭短信", code="texting-code",
        options={"sign_name": "观澜庭"}, is_active=False,
    )  # fmt: skip
    text = keep_template(
        texting, kind="notice", language="zh-hans", vendor_code="SMS_1", text="${title}", by=SYSTEM, now=now
    )
    things = {
        "texting": texting,
        "text_template": text,
        "account": account,
        "window": window,
        "mailbox": mailbox,
        "thread": thread,
    }
    return things | {"answer_standard": standard}
