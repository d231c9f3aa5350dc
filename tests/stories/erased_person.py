"""Somebody who has left their name everywhere, and a thorough search for it."""

from __future__ import annotations

import io
import os
import re
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image
from tests.cast import Cast

from alongside.config import embedded_database
from alongside.domain.cases.actions.changing import save_view
from alongside.domain.cases.actions.daily import send_daily
from alongside.domain.cases.actions.drafting import add_draft_files, change_draft, start_draft
from alongside.domain.cases.actions.handing_on import ask_cooperation
from alongside.domain.cases.actions.investigation import add_evidence
from alongside.domain.cases.actions.losses import enter_loss
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.writing import add_note, reply_to_customer
from alongside.domain.cases.models import Case, Category
from alongside.domain.cases.queries.findings import question_of
from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.actions import write_letter
from alongside.domain.conversations.rules.letters import sign_in_code
from alongside.domain.customers.actions import (
    add_contact_point,
    describe_household,
    give_consent,
    relate_unit,
    send_sign_in_code,
    start_portal_session,
)
from alongside.domain.customers.models import Customer, CustomerActor, Purpose
from alongside.domain.customers.samples import a_customer, an_alert
from alongside.domain.journeys.actions.stepping import do_step, waive_step
from alongside.domain.journeys.samples import a_journey
from alongside.domain.organisation.models import ApiClient, IdempotencyKey, Role, Webhook, WebhookDelivery
from alongside.domain.work.actions.approving import decide_approval
from alongside.domain.work.actions.importing import choose_columns, start_import, work_on_import
from alongside.kernel.actor import SYSTEM
from alongside.kernel.crypto import EncryptedTextField, decrypt
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import open_file

NAME, CALLED, PHONE, SECOND = "欧阳雪鸿", "欧女士", "13976501238", "13612347788"
EMAIL, WECHAT, DOCUMENT = "snow.goose@example.com", "wx_goose_77", "330106199003071225"
ADDRESS, SAID, FILE = "文二西路 718 号 5 幢 301 室", "蓝孔雀屏风湿透了", "犀牛照片"
VALUES = {
    "name": NAME,
    "form of address": CALLED,
    "pinyin": "ouyangxuehong",
    "phone": PHONE,
    "second phone": SECOND,
    "email": EMAIL,
    "WeChat": WECHAT,
    "document": DOCUMENT,
    "address": ADDRESS,
    "own words": SAID,
    "name of a file": FILE,
    "plate": "浙A·雪鸿7",
}


@dataclass
class Story:
    customer: Customer
    actor: CustomerActor
    case: Case
    neighbours_case: Case
    neighbour: Customer


def a_picture(name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "blue").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def tell_story(cast: Cast) -> Story:
    """A person with a closed complaint about which much was written, by them, about them and near them."""
    now = cast.now - timedelta(days=3)
    customer = a_customer(
        node=cast.project, now=now, unit=cast.next_unit, name=NAME, phone=PHONE, email=EMAIL,
        document_kind="id_card", document_number=DOCUMENT, words=f"{NAME} 的车牌 浙A·雪鸿7",
    )  # fmt: skip
    for kind, value in (("phone", SECOND), ("wechat", WECHAT), ("address", ADDRESS)):
        add_contact_point(customer, kind=kind, value=value, by=SYSTEM, now=now)
    given = {"by": SYSTEM, "now": now}
    neighbour = a_customer(
        node=cast.project, now=now, name="吴邻居", phone="13500001111", email="", words=f"找{NAME}要钥匙"
    )
    relate_unit(neighbour, unit=cast.next_unit, role="family", from_on=date(2024, 7, 1), **given)
    describe_household(customer, words=f"{NAME}夫妇，独居老人", together_with=[neighbour], **given)
    actor = CustomerActor(customer)
    start_portal_session(customer, device="iPhone", by=actor, now=now)
    send_sign_in_code(PHONE, now=now)
    give_consent(customer, purpose=Purpose.objects.get(code="survey"), by=actor, now=now)
    an_alert(customer, owner=cast.agent.staff, now=now, words=f"{NAME}，先道歉")
    _begun_report(customer, actor, cast, now)
    case = _complaint(customer, cast, now)
    neighbours_case = _in_others_words(neighbour, cast, now)
    _beside(customer, cast, now)
    _walked_with(customer, neighbour, cast, now)
    return Story(customer, actor, case, neighbours_case, neighbour)


def _walked_with(customer, neighbour, cast, now) -> None:
    """Steps of journeys: what was said and thought, why one was left out; and what a neighbour said of them (JRN-5)."""
    happened = {"signed": now - timedelta(days=1)}
    theirs = a_journey(customer, cast.next_unit, now=now, keeper=cast.agent.staff, happened=happened)
    contact, follow_up, report = (
        theirs.steps.get(code=code) for code in ("first_contact", "waiting_follow_up", "progress_report")
    )
    do_step(contact, said=f"{NAME}住{ADDRESS}", feedback=f"{SAID}，请打 {SECOND}", by=cast.agent, now=now)
    do_step(follow_up, said=f"{PHONE} 无人接听", result="not_reached", by=cast.agent, now=now)
    waive_step(report, reason=f"{CALLED}用微信 {WECHAT}", by=cast.supervisor, now=now)
    beside = a_journey(neighbour, cast.next_unit, now=now, keeper=cast.agent.staff, happened=happened)
    words = f"替{NAME}收过快递，她的号码是 {PHONE}"
    do_step(beside.steps.get(code="first_contact"), said=words, by=cast.agent, now=now)


def _begun_report(customer, actor, cast, now) -> None:
    draft = start_draft(customer, by=actor, now=now, kind="repair", unit=cast.next_unit)
    change_draft(draft, by=actor, now=now, words=f"{SAID}，电话 {PHONE}")
    add_draft_files(draft, files=[a_picture(f"{FILE}2.jpg")], by=actor, now=now)


def _complaint(customer, cast, now) -> Case:
    agent, supervisor = cast.agent, cast.supervisor
    case = open_case(
        node=cast.project, kind="complaint", category=Category.objects.get(code="complaint/quality"),
        title=f"{SAID}（{NAME}）", words=f"{SAID}！我是{NAME}，打 139 7650 1238", channel="portal", customer=customer,
        unit=cast.next_unit, files=[a_picture(f"{FILE}.jpg")], by=CustomerActor(customer), now=now,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(owner=agent.staff, place_words=ADDRESS, source_data={"姓名": NAME})
    case = Case.objects.get(pk=case.pk)
    reply_to_customer(case, words=f"{CALLED}您好，碧螺春今天寄到 {ADDRESS}", by=agent, now=now)
    case = Case.objects.get(pk=case.pk)
    add_note(case, words=f"{NAME}脾气急，另一个号 136-1234-7788，微信 {WECHAT}", by=agent, now=now)
    case = Case.objects.get(pk=case.pk)
    ask_cooperation(
        case, department=cast.project.departments.get(code="engineering"), title=f"给{NAME}家查漏",
        words=f"先联系 {PHONE}", due_at=now + timedelta(days=1), by=agent, now=now,
    )  # fmt: skip
    case = Case.objects.get(pk=case.pk)
    add_evidence(
        case, kind="statement", person_heard=NAME, words=f"{NAME}说：{SAID}", by=supervisor, now=now,
        files=[a_picture("evidence.jpg")],
    )  # fmt: skip
    case = Case.objects.get(pk=case.pk)
    loss = enter_loss(
        case, kind="compensation", amount=Decimal("391.50"), on=now.date(), words=f"赔{CALLED}地毯",
        by=supervisor, now=now,
    )  # fmt: skip
    assert loss.is_within_limit
    asked = enter_loss(
        Case.objects.get(pk=case.pk), kind="expense", amount=Decimal(9500), on=now.date(), words=f"{NAME}的茶水",
        by=supervisor, now=now,
    )  # fmt: skip
    decide_approval(question_of(asked), is_yes=False, words=f"{NAME}自己付", by=cast.finance, now=now)
    Case.objects.filter(pk=case.pk).update(
        state="closed", is_open=False, next_due_at=None, closed_at=now, outcome="confirmed",
        outcome_words=f"{CALLED}已确认", rating=2, rating_words=f"{SAID}，太慢", proposal=f"{NAME}：换地毯",
    )  # fmt: skip
    a_case_in(
        "closed", node=cast.project, now=now, customer=customer, title=f"回访 {NAME}", unit=cast.next_unit
    )
    send_daily(cast.project, on=(now - timedelta(days=0)).date(), by=SYSTEM, now=now + timedelta(days=2))
    save_view(name=f"{NAME}的", conditions={"words": NAME}, by=agent, now=now)
    return Case.objects.get(pk=case.pk)


def _in_others_words(neighbour, cast, now) -> Case:
    case = a_case_in(
        "acknowledged", node=cast.project, now=now, customer=neighbour, title=f"{NAME}家渗水到我家", unit=None
    )
    add_note(case, words=f"楼上是{NAME}，{PHONE}；我家门口湿了", by=cast.agent, now=now)
    return Case.objects.get(pk=case.pk)


def _beside(customer, cast, now) -> None:
    """Outbox, imports, the interface."""
    colleague = cast.agent.staff
    colleague.email = "lin@example.com"
    colleague.save(update_fields=["email"])
    for to, key in ((customer, "k1"), (colleague, "k2")):
        write_letter(
            to=to, letter=lambda: sign_in_code(called=NAME, code="123456", minutes=10), once_key=key,
            node=cast.project, now=now,
        )  # fmt: skip
    text = f"姓名,手机,会员等级\n高远,13976508888,\n{NAME},{PHONE},铂金\n"
    upload = SimpleUploadedFile(f"{NAME}名单.csv", text.encode())
    by = {"by": cast.supervisor, "now": now}
    run = start_import(kind="customers", node=cast.project, upload=upload, **by)
    run = work_on_import(run.pk, now=now)
    choose_columns(run, columns=run.columns, may_change=True, **by)
    work_on_import(run.pk, now=now)
    client = ApiClient.objects.create(
        name="门禁", node=cast.project, role=Role.objects.get(code="service_agent"), created_at=now
    )
    IdempotencyKey.objects.create(
        client=client, key="x1", request_hash="0", status=200, body=f'{{"name": "{NAME}"}}', created_at=now
    )
    hook = Webhook.objects.create(
        client=client, url="https://example.com/", secret="s", events=["*"], created_at=now
    )
    WebhookDelivery.objects.create(
        webhook=hook,
        entry_id=1,
        event="x",
        payload={},
        created_at=now,
        state="sent",
        response_excerpt=f"ok {PHONE}",
    )


# --- the search ---------------------------------------------------------------------------------------------


def traces() -> set[tuple[str, str]]:
    """(where, which value): in a dump of the database, in what it holds encrypted, in every stored file's bytes."""
    found = {(table_of(line), name) for line in dump().splitlines() for name in named_in(line)}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                for text in _decrypted(model, field):
                    found |= {(f"{model.__name__}.{field.name}", name) for name in named_in(text)}
    for stored in StoredFile.objects.all():
        with open_file(stored) as file:
            found |= {("file", name) for name in named_in(file.read().decode("utf-8", "replace"))}
    for path in paths_below(""):
        with default_storage.open(path) as file:
            found |= {("bytes", name) for name in named_in(file.read().decode("utf-8", "replace"))}
    return found


def table_of(line: str) -> str:
    """What a line of the dump inserts into; the lines of a text with several lines are of its table, unnamed."""
    return line.split(" ", 3)[2] if line.startswith("INSERT INTO") else "more"


def named_in(text: str) -> set[str]:
    bare = re.sub(r"[\s\-]", "", text).lower()
    return {name for name, value in VALUES.items() if re.sub(r"[\s\-]", "", value).lower() in bare}


def dump() -> str:
    """What pg_dump writes of this database."""
    name = connection.settings_dict["NAME"]

    parts = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(parts._replace(path=f"/{name}"))
    program = embedded_database.programs(Path("var")) / "pg_dump"
    return subprocess.run([program, "--inserts", address], check=True, capture_output=True, text=True).stdout


def _decrypted(model, field) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{field.column}" FROM "{model._meta.db_table}" WHERE "{field.column}" <> \'\''
        )
        return [decrypt(text) for (text,) in cursor.fetchall()]


def paths_below(folder: str) -> list[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    here = [f"{folder}/{name}".lstrip("/") for name in files]
    return here + [one for name in folders for one in paths_below(f"{folder}/{name}".lstrip("/"))]


__all__ = ["NAME", "PHONE", "SAID", "VALUES", "Story", "paths_below", "tell_story", "traces"]
