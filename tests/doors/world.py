"""What lies behind the doors: one of everything in project 观澜庭, everybody who may knock, and the secret marks.

Every word in MARKS stands on a thing of the project and nowhere else, so whoever of another project reads one of
them has been shown something that is not theirs.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cast import PEOPLE, Cast, make_cast

from alongside.domain.appointments.actions.booking import book_slot
from alongside.domain.appointments.actions.inviting import invite_customer
from alongside.domain.appointments.samples import a_batch, first_slot
from alongside.domain.assistance.models import HotIssue
from alongside.domain.bulletins.samples import a_notice_of_change, published
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
from alongside.domain.cases.models import Case, Category, DeadlineRule, EscalationStep
from alongside.domain.cases.rules.liability import Share
from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.actions import take_mail, write_mail
from alongside.domain.conversations.models import Mailbox
from alongside.domain.conversations.rules.letters import sign_in_code
from alongside.domain.customers.actions import (
    add_vehicle,
    authorise_agent,
    merge_customers,
    note_contribution,
    note_introduction,
    save_segment,
)
from alongside.domain.customers.actions.portal import start_portal_session
from alongside.domain.customers.models import Customer, CustomerActor, DuplicateSuggestion
from alongside.domain.customers.samples import a_customer, an_alert
from alongside.domain.estates.actions import add_contract_drawing, add_estate_fact
from alongside.domain.estates.models import Location
from alongside.domain.estates.samples import a_building, a_drawing, a_plan, a_unit, an_estate
from alongside.domain.journeys.actions.templates import (
    choose_template,
    copy_template,
    draft_version,
    publish_version,
)
from alongside.domain.journeys.models import JourneyTemplate
from alongside.domain.journeys.samples import a_journey
from alongside.domain.listings.actions import add_photos, change_listing
from alongside.domain.listings.models import ListingPair
from alongside.domain.listings.samples import a_listing
from alongside.domain.organisation.actions.clients import act_for, create_client
from alongside.domain.organisation.actions.hours import add_calendar_exception
from alongside.domain.organisation.actions.watching import open_reviews, register_incident
from alongside.domain.organisation.actions.webhooks import add_webhook
from alongside.domain.organisation.models import AccessReviewItem, Role, StaffActor, WebhookDelivery
from alongside.domain.organisation.queries import client_actor
from alongside.domain.organisation.samples import a_staff_member, an_appointment
from alongside.domain.privacy.actions import begin_erasure, carry_out_erasure, make_copy, place_hold
from alongside.domain.privacy.models import ReadingAlarm, RetentionRule
from alongside.domain.promises.samples import a_promise
from alongside.domain.work.actions import notify
from alongside.domain.work.actions.announcing import publish_announcement, write_announcement
from alongside.domain.work.actions.exporting import ask_export
from alongside.domain.work.actions.importing import choose_columns, start_import, work_on_import
from alongside.domain.work.models import Approval, ExportRun, ImportRun
from alongside.kernel.actor import SYSTEM
from alongside.kernel.stored_files import files_about

PHONE = "13976501238"
MARKS = {
    "customer's name": "欧阳雪鸿",
    "title of the case": "紫云英渗水",
    "customer's words": "蓝孔雀屏风湿透",
    "reply": "碧螺春赔礼",
    "note": "鳄梨内情",
    "evidence": "琥珀证言",
    "finding": "珊瑚定责",
    "loss": "玳瑁赔付",
    "task": "麒麟排查",
    "reason of the transfer": "白鹭转交",
    "saved view": "朱鹮视图",
    "segment": "雪豹分群",
    "file": "犀牛照片",
    "alert": "翡翠警示",
    "mail_subject": "玉兔来函",
    "mail_words": "青鸾投书",
    "title of the legal matter": "黑颈鹤诉讼",
    "words of the lesson": "雨燕教训",
    "piece in the newsletter": "戴胜来稿",
    "words of the promise": "丹顶鹤许诺",
    "estate": "银杏里",
    "home": "凤凰8栋",
    "words about the customer": "海棠备注",
    "phone": PHONE,
    "tail of the phone": "1238",
    "mail address": "snow.goose@",
    "appointment": "丹顶鹤赴约",
    "amount": "7391.57",
    "door of the listing": "海螺6栋1702",
    "owner of the listing": "金丝燕房主",
    "reason of the change of the listing": "蜂鸟急售",
    "imported file": "鹦鹉名单",
    "cell of the imported file": "百灵鸟",
}

# role -> where a person of that role works, when it is not the project
ELSEWHERE = "elsewhere"
CUSTOMER, OTHER_CUSTOMER = "customer", "another customer"
CLIENT, OTHER_CLIENT = "client", "client elsewhere"
NOBODY = "nobody"
AGENT_ELSEWHERE, SUPERVISOR_ELSEWHERE = f"service_agent {ELSEWHERE}", f"service_supervisor {ELSEWHERE}"
STRANGERS = (AGENT_ELSEWHERE, SUPERVISOR_ELSEWHERE, OTHER_CLIENT, OTHER_CUSTOMER)


@dataclass
class Knocker:
    """Somebody with a browser, or a program with its token."""

    name: str
    client: Client = field(default_factory=Client)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    cast: Cast
    now: datetime
    case: Case
    number: str
    things: dict[str, Any]  # what stands for a parameter of an address, see places.py
    marks: dict[str, str]
    knockers: list[Knocker]

    def knocker(self, name: str) -> Knocker:
        return next(one for one in self.knockers if one.name == name)


def a_picture(name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def a_review_item(cast: Cast, now: datetime) -> AccessReviewItem:
    """The agent's own appointment, to be confirmed or ended this quarter."""
    open_reviews(now=now)
    return AccessReviewItem.objects.get(appointment__staff=cast.agent.staff)


def build_world() -> World:
    """Everything through the actions, an hour ago."""
    now = timezone.now() - timedelta(hours=1)
    cast = make_cast(now - timedelta(days=2))
    estate = an_estate(node=cast.project, now=now, name=MARKS["estate"])
    building = a_building(estate, now=now, name=MARKS["home"])
    unit = a_unit(building, now=now)
    customer = a_customer(
        node=cast.project,
        now=now,
        unit=unit,
        name=MARKS["customer's name"],
        phone=PHONE,
        email=f"{MARKS['mail address']}example.com",
        words=MARKS["words about the customer"],
    )
    case, things = _a_case_with_everything(cast, customer, unit, now)
    double = a_customer(node=cast.project, now=now, name=MARKS["customer's name"], phone=PHONE, email="")
    merged = a_customer(node=cast.project, now=now, name=MARKS["customer's name"], phone="", email="")
    clients = _api_clients(cast, now)
    webhook, _secret = add_webhook(
        clients[CLIENT][0], url="https://example.com/hook", events_wanted=["*"], by=SYSTEM, now=now
    )
    things |= {
        "unit": unit,
        "estate": estate,
        "estate_fact": add_estate_fact(
            estate, kind="nearby", name="学校", on=now.date(), source="规划局", by=SYSTEM, now=now
        ),
        "plan": a_plan(estate, now=now),
        "drawing": add_contract_drawing(unit, name="附图", file=a_drawing(), by=SYSTEM, now=now),
        "contribution": note_contribution(
            customer, kind="article", title="戴胜来稿", printed_on=now.date(), by=SYSTEM, now=now
        ),
        "introduction": note_introduction(double, introducer=customer, by=SYSTEM, now=now),
        "building": building,
        "customer": customer,
        "double": double,
        "vehicle": add_vehicle(customer, plate="浙A8M321", by=SYSTEM, now=now),
        "segment": save_segment(
            node=cast.project,
            name=MARKS["segment"],
            is_any=False,
            conditions=[("homes", "at_least", "1")],
            by=cast.supervisor,
            now=now,
        ),
        **_an_authority(customer, double, unit, now),
        "merge": merge_customers(double, merged, by=cast.supervisor, now=now),
        "alert": an_alert(customer, owner=cast.agent.staff, now=now, words=MARKS["alert"]),
        "client": clients[CLIENT][0],
        "webhook": webhook,
        **_mails(cast, now),
        "webhook_delivery": WebhookDelivery.objects.create(
            webhook=webhook, entry_id=1, event="case.opened", payload={}, created_at=now, next_try_at=now
        ),
        "duplicate": DuplicateSuggestion.objects.open().get(first=customer, second=double),
        **_kept_with_care(cast, customer, now),
        **_things_of_the_company(cast, now),
        "export_of_client": _an_export_of(clients[CLIENT][0], cast, now),
        "sign_in": UserSession.objects.create(
            user=cast.agent.staff, session_key="elsewhere", ip="192.0.2.7", user_agent="", created_at=now
        ),
        "incident": register_incident(
            cast.project, severity="other", words="无", known_at=now, by=cast.agent, now=now
        ),
        "review_item": a_review_item(cast, now),
        "passkey": Authenticator.objects.create(
            user=a_staff_member(now=now, username="key-keeper"),
            type="webauthn",
            data={"name": "x", "credential": {}},
        ),
        "delivery": write_mail(
            to=customer,
            letter=lambda: sign_in_code(called=customer.called, code="000000", minutes=10),
            once_key="world",
            node=cast.project,
            now=now,
        ),
        **_portal_things(cast, customer, unit, now),
        **_journey(customer, unit, cast, now),
        "promise": a_promise(
            customer,
            by=cast.agent,
            now=now,
            node=cast.project,
            unit=unit,
            words=MARKS["words of the promise"],
        ),
        **_bulletin(customer, unit, cast, now),
        **_appointments(customer, unit, cast, now),
        **_learnt(case, things["closed_case"], cast, now),
        "hot_issue": _hot_issue(case, now),
        **_listings(cast, now),
    }
    return World(
        cast=cast,
        now=now,
        case=case,
        number=case.number,
        things=things,
        marks={**MARKS, "number of the case": case.number},
        knockers=_knockers(cast, customer, clients, now),
    )


def _a_case_with_everything(cast: Cast, customer: Customer, unit: Any, now: datetime) -> tuple[Case, dict]:
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


def _an_announcement(cast: Cast, now: datetime) -> dict[str, Any]:
    """For everybody of the project, with an attachment, read by nobody."""
    one = write_announcement(
        node=cast.project, title="来电接听规范", words="三声之内接听。", is_must_read=True,
        read_by=now + timedelta(days=3), files=[a_picture("规范.jpg")], by=cast.supervisor, now=now,
    )  # fmt: skip
    publish_announcement(one, by=cast.supervisor, now=now)
    return {"announcement": one, "announcement_file": files_about(one).first()}


def _things_of_the_company(cast: Cast, now: datetime) -> dict[str, Any]:
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
        **_an_export(cast, now),
        **_an_announcement(cast, now),
        "alarm": ReadingAlarm.objects.create(
            staff=cast.agent.staff, kind="many", hour=now, count=90, usual=9, raised_at=now
        ),
        "job": ProcrastinateJob.objects.first(),
        "import_run": _an_import(cast, now),
    }


def _an_export(cast: Cast, now: datetime) -> dict[str, Any]:
    """Customers in full, asked for by the supervisor, not approved yet."""
    run = ask_export(
        "customers", node=cast.project, conditions={"node": cast.project.pk}, is_masked=False, reason="年审",
        by=cast.supervisor, now=now,
    )  # fmt: skip
    return {"export": run, "approval": Approval.objects.get(about_kind="exportrun", about_id=run.pk)}


def _an_export_of(client: Any, cast: Cast, now: datetime) -> ExportRun:
    """Customers, asked for by the supervisor through the program."""
    return ask_export(
        "customers", node=cast.project, conditions={"node": cast.project.pk}, reason="年审", now=now,
        by=act_for(client_actor(client), cast.supervisor.staff, now=now),
    )  # fmt: skip


def _kept_with_care(cast: Cast, customer: Customer, now: datetime) -> dict[str, Any]:
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


def _an_import(cast: Cast, now: datetime) -> ImportRun:
    """Customers, checked, with a faulty row, not imported yet."""
    text = f"姓名,手机,会员等级\n高远,13976508888,\n{MARKS['cell of the imported file']},13976509999,铂金\n"
    upload = SimpleUploadedFile(f"{MARKS['imported file']}.csv", text.encode())
    given = {"by": cast.supervisor, "now": now}
    run = start_import(kind="customers", node=cast.project, upload=upload, **given)
    run = work_on_import(run.pk, now=now)
    choose_columns(run, columns=run.columns, may_change=True, **given)
    return work_on_import(run.pk, now=now)


def _an_authority(customer: Customer, agent: Customer, unit: Any, now: datetime) -> dict[str, Any]:
    """The papers of somebody who acts for the customer."""
    authority = authorise_agent(
        agent, unit=unit, principal=customer, scopes=["handover"], from_on=now.date(), valid_until=now.date(),
        files=[a_picture("authority.jpg")], by=SYSTEM, now=now,
    )  # fmt: skip
    return {"authority": authority, "paper": files_about(authority).first()}


def _portal_things(cast: Cast, customer: Customer, unit: Any, now: datetime) -> dict[str, Any]:
    actor = CustomerActor(customer)
    draft = start_draft(customer, by=actor, now=now, kind="repair", unit=unit)
    picture = add_draft_files(draft, files=[a_picture(f"{MARKS['file']}.jpg")], by=actor, now=now)
    session = start_portal_session(customer, device="elsewhere", by=actor, now=now)
    return {"draft": draft, "draft_file": picture[0], "portal_session": session}


def _journey(customer: Customer, unit: Any, cast: Cast, now: datetime) -> dict[str, Any]:
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


def _learnt(case: Case, closed: Case, cast: Cast, now: datetime) -> dict[str, Any]:
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


def _hot_issue(case: Case, now: datetime) -> HotIssue:
    """What the case would be part of if two neighbours had called as well."""
    issue = HotIssue.objects.create(
        node=case.node, estate=case.estate, first_at=now, last_at=now, people=3, messages=3, heat=4.5,
        days=[[now.date().isoformat(), 3]],
    )  # fmt: skip
    issue.members.create(conversation=case.conversation, node=case.node, said_at=now, is_middle=True)
    return issue


def _bulletin(customer: Customer, unit: Any, cast: Cast, now: datetime) -> dict[str, Any]:
    """A notice of change that the owner was told of and has not acknowledged."""
    draft = a_notice_of_change(unit.estate, now=now, buildings=[unit.building])
    notice = published(draft, now=now)
    return {"bulletin": notice, "recipient": notice.recipients.get(customer=customer)}


def _appointments(customer: Customer, unit: Any, cast: Cast, now: datetime) -> dict[str, Any]:
    """A check of this one home, tomorrow; the owner has booked."""
    batch = a_batch(cast.estate, now=now, days=1, kind="anniversary_check", name=MARKS["appointment"])
    invitation = invite_customer(batch, customer=customer, unit=unit, by=SYSTEM, now=now)
    slot = first_slot(batch)
    book_slot(invitation, slot=slot, words=MARKS["appointment"], by=SYSTEM, now=now)
    batch.state = "open"
    batch.save(update_fields=["state"])
    return {"batch": batch, "slot": slot, "invitation": invitation}


def _listings(cast: Cast, now: datetime) -> dict[str, Any]:
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


def _mails(cast: Cast, now: datetime) -> dict[str, Any]:
    """A mailbox of the project, and what somebody wrote to it."""
    mailbox = Mailbox.objects.create(
        node=cast.project, name="观澜庭客服", address="mailbox@example.test", imap_host="127.0.0.1", imap_port=1,
        imap_security="none", username="x", password="x", begins_at=now, next_at=now, uid_validity=1,
    )  # fmt: skip
    raw = f"From: z@example.test\r\nSubject: {MARKS['mail_subject']}\r\n\r\n{MARKS['mail_words']}".encode()
    taken = take_mail(mailbox, raw, uid_validity=1, uid=1, now=now)
    assert taken is not None and taken.conversation is not None
    return {"mailbox": mailbox, "thread": taken.conversation.thread}


def _api_clients(cast: Cast, now: datetime) -> dict[str, tuple[Any, str]]:
    role = Role.objects.get(code="service_supervisor")
    return {
        name: create_client(name=name, role=role, node=node, requests_per_minute=10**6, by=SYSTEM, now=now)
        for name, node in ((CLIENT, cast.project), (OTHER_CLIENT, cast.other_project))
    }


def _knockers(
    cast: Cast, customer: Customer, clients: dict[str, tuple[Any, str]], now: datetime
) -> list[Knocker]:
    """Nobody, a person of each role, two of another project, customers, programs."""
    people = {
        role: getattr(cast, one)
        for one, (_n, _u, role, _w, _d) in PEOPLE.items()
        if one not in ("colleague", "stranger", "other_supervisor")
    }
    people[AGENT_ELSEWHERE], people[SUPERVISOR_ELSEWHERE] = cast.stranger, cast.other_supervisor
    for role in Role.objects.order_by("code"):
        if role.code not in people:
            staff = a_staff_member(now=cast.now, name=role.code, username=role.code)
            an_appointment(staff=staff, role=role.code, node=cast.project, now=cast.now)
            people[role.code] = StaffActor(staff, [])
    knockers = [Knocker(NOBODY)]
    for name in sorted(people, key=lambda one: (ELSEWHERE in one, one)):
        knocker = Knocker(name)
        knocker.client.force_login(people[name].staff)
        knockers.append(knocker)
    for name, person in ((CUSTOMER, customer), (OTHER_CUSTOMER, cast.other_customer.customer)):
        knocker = Knocker(name)
        session = knocker.client.session
        started = start_portal_session(person, device="phone", by=CustomerActor(person), now=timezone.now())
        session["portal_session"] = started.pk
        session.save()
        knocker.client.cookies["sessionid"] = session.session_key
        knockers.append(knocker)
    knockers += [
        Knocker(name, headers={"Authorization": f"Bearer {token}"})
        for name, (_client, token) in clients.items()
    ]
    return knockers
