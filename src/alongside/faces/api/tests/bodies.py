"""A right body for every operation that has one, about 观澜庭: so that only who asks decides the answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alongside.domain.cases.actions import handing_on, investigation, liability, losses, major, writing
from alongside.domain.cases.rules.liability import Share
from alongside.domain.customers.actions import alerting, living, merging, reaching
from alongside.domain.customers.samples import a_customer
from alongside.domain.listings.samples import a_listing
from alongside.domain.organisation.actions import webhooks
from alongside.domain.organisation.models import Department
from alongside.domain.work.models import Task
from alongside.faces.api.tests.house import ApiHouse, Asking
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import StoredFile

FAR = "2099-01-01"
WORDS = {"words": "请看"}
SIGNED = {"staff": "lin"}
BODIES: dict[str, dict[str, Any]] = {
    "open_case": {
        "node": "GLT", "kind": "complaint", "category": "complaint/quality", "title": "漏水", "words": "漏水",
        "channel": "phone",
    },
    "change_case": {"severity": 1},
    "propose_solution": WORDS,
    "decline_proposal": WORDS,
    "resolve_case": WORDS,
    "report_not_solved": WORDS,
    "close_case": WORDS,
    "reject_case": WORDS,
    "reopen_case": WORDS,
    "pause_case": {"reason": "等客户"},
    "rate_case": {"rating": 5},
    "reply_to_customer": WORDS,
    "record_customer_words": {**WORDS, "channel": "phone"},
    "add_note": WORDS,
    "record_attempt": {**SIGNED, "channel": "phone", "result": "no_answer"},
    "assign_case": {"staff": "xu"},
    "offer_transfer": {"staff": "xu", "reason": "休假"},
    "accept_transfer": {"staff": "xu"},
    "decline_transfer": {"staff": "xu", **WORDS},
    "withdraw_transfer": SIGNED,
    "ask_cooperation": {"department": "engineering", "title": "查漏", "words": "请到场", "due_at": f"{FAR}T09:00:00Z"},
    "accept_task": {"staff": "he"},
    "return_task": {"staff": "he", **WORDS},
    "finish_task": {"staff": "he", **WORDS},
    "withdraw_task": SIGNED,
    "add_evidence": {**SIGNED, **WORDS, "kind": "statement", "person_heard": "物业"},
    "draft_finding": {
        **SIGNED, **WORDS, "cause": "workmanship",
        "shares": [{"party": "contractor", "contractor_name": "宏达", "percent": "100"}],
    },
    "hear_party": {**SIGNED, **WORDS},
    "issue_finding": SIGNED,
    "appeal_finding": {**SIGNED, **WORDS},
    "decide_appeal": {**SIGNED, **WORDS, "upheld": True},
    "enter_loss": {**SIGNED, **WORDS, "kind": "compensation", "amount": "800.00", "on": "2026-11-01"},
    "confirm_loss": {"staff": "xu"},
    "refuse_loss": {"staff": "xu", **WORDS},
    "reverse_loss": {"staff": "xu", **WORDS},
    "declare_major": {**SIGNED, "criteria": ["media"], "lead": "xu"},
    "brief_major": {**SIGNED, **WORDS},
    "log_major": {**SIGNED, **WORDS},
    "review_major": {**SIGNED, **WORDS},
    "add_customer": {"node": "GLT", "name": "吴凡"},
    "change_customer": {"form_of_address": "女士"},
    "add_contact_point": {"kind": "wechat", "value": "zhoumin"},
    "reveal_contact": {"reason": "call"},
    "end_unit_relation": {"on": "2026-11-20"},
    "raise_alert": {**SIGNED, **WORDS, "kind": "other"},
    "add_listing": {
        "node": "GLT", "kind": "sale", "estate_name": "湖畔花园", "area": "89", "amount": "3000000", "collected_by": "xu",
    },
    "change_listing": {"amount": "2900000", "why": "降价"},
    "verify_listing": {"how": "call"},
    "withdraw_listing": {"reason": "owner"},
    "conclude_listing": {"amount": "2900000"},
    "add_webhook": {"url": "https://example.com/x", "events": ["*"]},
    "change_webhook": {"events": ["case.opened"]},
}  # fmt: skip


def things_of(house: ApiHouse, ask: Asking) -> dict[str, Any]:
    """Something of 观澜庭 for each kind of address."""
    now = timezone.now()
    lin, xu, node = house.acting("lin"), house.people["xu"], house.nodes["GLT"]
    case, other = house.case(), house.case(title="外墙渗水")
    customer = house.customers["GLT"]
    upload = SimpleUploadedFile("a.txt", "经过".encode(), content_type="text/plain")
    note = writing.add_note(case, words="见附件", files=[upload], by=lin, now=now)
    transfer = handing_on.offer_transfer(case, to=xu, reason="休假", by=lin, now=now)
    engineering = Department.objects.get(node=node, code="engineering")
    task: Task = handing_on.ask_cooperation(
        case, department=engineering, title="查漏", words="请到场", due_at=now + 9 * (now - case.opened_at),
        by=lin, now=now,
    )  # fmt: skip
    investigation.add_evidence(case, kind="statement", words="说明", person_heard="物业", by=lin, now=now)
    finding = liability.draft_finding(
        case, cause="workmanship", words="施工", shares=[Share("person", Decimal(100), staff_id=xu.pk)], by=lin, now=now
    )  # fmt: skip
    loss = losses.enter_loss(
        case, kind="compensation", amount=Decimal(800), on=now.date(), words="赔偿", by=lin, now=now
    )
    major.declare_major(other, criteria=["media"], lead=xu, by=lin, now=now)
    point = reaching.add_contact_point(customer, kind="phone", value="13812344420", by=lin, now=now)
    relation = living.relate_unit(
        customer, unit=house.units["GLT"], role="owner", from_on=now.date(), by=lin, now=now
    )
    alert = alerting.raise_alert(
        customer, kind="other", words="注意", owner=xu, expires_on=now.date(), by=lin, now=now
    )
    webhook, _secret = webhooks.add_webhook(
        ask.client, url="https://example.com/hook", events_wanted=["*"], by=house.acting("wei"), now=now
    )
    double = a_customer(node=node, now=now, phone="13812344420", email="")
    merged = a_customer(node=node, now=now, phone="", email="")
    BODIES["merge_customers"] = BODIES["dismiss_duplicate"] = {"other": double.pk}
    BODIES["add_person"] = {"customer": house.customers["YQF"].pk, "role": "witness"}
    BODIES["relate_unit"] = {"unit": house.units["GLT"].pk, "role": "tenant", "from_on": "2026-11-01"}
    BODIES["conclude_listing"]["on"] = now.date().isoformat()
    BODIES["raise_alert"]["expires_on"] = now.date().isoformat()
    BODIES["end_unit_relation"]["on"] = now.date().isoformat()
    return {
        "cases": case.number,
        "major": other.number,
        "transfers": transfer.pk,
        "tasks": task.pk,
        "shares": finding.shares.get().pk,
        "findings": finding.pk,
        "losses": loss.pk,
        "customers": customer.pk,
        "contact_points": point.pk,
        "unit_relations": relation.pk,
        "alerts": alert.pk,
        "units": house.units["GLT"].pk,
        "files": str(StoredFile.objects.get(about_kind="message", about_id=note.pk).pk),
        "merges": merging.merge_customers(customer, merged, by=lin, now=now).pk,
        "listings": a_listing(node=node, by=SYSTEM, now=now, collected_by=xu).pk,
        "webhooks": webhook.pk,
        "delivery": "5e0ec4a5-3f2f-4b1c-9a3c-0a4b9f1c2d3e",
    }
