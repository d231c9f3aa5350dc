"""Something of 观澜庭 for each kind of address, made through the actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alongside.domain.appointments.rules.slots import SlotGiven
from alongside.domain.appointments.samples import a_batch
from alongside.domain.assistance.models import HotIssue
from alongside.domain.bulletins.samples import a_progress_report
from alongside.domain.cases.actions import (
    handing_on,
    investigation,
    liability,
    losses,
    major,
    requesting,
    writing,
)
from alongside.domain.cases.actions.learning.lessons import start_lesson
from alongside.domain.cases.actions.legal.opening import open_matter
from alongside.domain.cases.models import Case
from alongside.domain.cases.rules.liability import Share
from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.actions import take_mail
from alongside.domain.conversations.models import Mailbox
from alongside.domain.conversations.tests.mail_house import a_mail
from alongside.domain.conversations.tests.telephone import a_call, a_telephone_system
from alongside.domain.customers import actions as customers
from alongside.domain.customers.actions import alerting, living, merging, reaching
from alongside.domain.customers.models import Customer, DuplicateSuggestion
from alongside.domain.customers.samples import a_customer, a_purpose
from alongside.domain.estates.actions import add_estate_fact
from alongside.domain.journeys.samples import a_journey, shipped_journeys
from alongside.domain.knowledge.samples import an_article, published
from alongside.domain.listings.samples import a_listing
from alongside.domain.organisation.actions import webhooks
from alongside.domain.organisation.actions.clients import act_for
from alongside.domain.organisation.models import Department
from alongside.domain.organisation.queries import client_actor
from alongside.domain.privacy import actions as privacy
from alongside.domain.promises.samples import a_promise
from alongside.domain.reception.samples import a_lobby
from alongside.domain.work.actions.exporting import ask_export
from alongside.domain.work.models import Approval, Task
from alongside.faces.api.tests.bodies import BODIES
from alongside.faces.api.tests.house import ApiHouse, Asking
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import StoredFile


def things_of(house: ApiHouse, ask: Asking) -> dict[str, Any]:
    """By the word in the address."""
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
        case, kind="compensation", amount=Decimal(60_000), on=now.date(), words="赔偿", by=lin, now=now
    )
    major.declare_major(other, criteria=["media"], lead=xu, by=lin, now=now)
    point = reaching.add_contact_point(customer, kind="phone", value="13812344420", by=lin, now=now)
    relation = living.relate_unit(
        customer, unit=house.units["GLT"], role="owner", from_on=now.date(), by=lin, now=now
    )
    alert = alerting.raise_alert(
        customer, kind="other", words="注意", owner=xu, expires_on=timezone.localdate(now), by=lin, now=now
    )
    webhook, _secret = webhooks.add_webhook(
        ask.client, url="https://example.com/hook", events_wanted=["*"], by=house.acting("wei"), now=now
    )
    shipped_journeys(now=now)
    walker = a_customer(node=node, now=now, phone="", email="")
    journey = a_journey(walker, house.units["GLT"], now=now, keeper=xu, happened={"signed": now})
    double = a_customer(node=node, now=now, phone="13812344420", email="")
    merged = a_customer(node=node, now=now, phone="", email="")
    BODIES["merge_customers"] = BODIES["dismiss_duplicate"] = {"other": double.pk}
    pairs = DuplicateSuggestion.objects.open()
    BODIES["join_case"] = {"case": case.number}
    BODIES["tie_thread"] = {"customer": customer.pk}
    BODIES["add_person"] = {"customer": house.customers["YQF"].pk, "role": "witness"}
    BODIES["relate_unit"] = {"unit": house.units["GLT"].pk, "role": "tenant", "from_on": "2026-11-01"}
    BODIES["make_promise"]["customer"] = customer.pk
    BODIES["conclude_listing"]["on"] = now.date().isoformat()
    BODIES["write_bulletin"]["estate"] = house.units["GLT"].estate_id
    BODIES["raise_alert"]["expires_on"] = timezone.localdate(now).isoformat()
    BODIES["end_unit_relation"]["on"] = now.date().isoformat()
    BODIES["authorise_agent"] |= {"agent": double.pk, "unit": house.units["GLT"].pk}
    BODIES["relate_unit"] |= {"role": "family"}
    customers.describe_needs(customer, {"rooms": customers.Said("三室")}, by=lin, now=now)
    return {
        **_kept_with_care(house, ask, customer, now),
        **_appointments(house, customer, now),
        "conversations": _conversation(house, now),
        "calls": a_call(a_telephone_system(node), number="13800001234", at=now).pk,
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
        "duplicates": pairs.get(first__in=[customer, double], second__in=[customer, double]).pk,
        "vehicles": customers.add_vehicle(customer, plate="浙A8M321", by=lin, now=now).pk,
        "segments": customers.save_segment(
            node=node, name="多套房", is_any=False, conditions=[("homes", "at_least", "1")], by=lin, now=now
        ).pk,
        "estates": house.units["GLT"].estate_id,
        "buildings": house.units["GLT"].building_id,
        "estate_facts": add_estate_fact(
            house.units["GLT"].estate,
            kind="nearby",
            name="小学",
            on=now.date(),
            source="规划局",
            by=lin,
            now=now,
        ).pk,
        "articles": published(
            an_article(node, by=lin, now=now, owner=xu), by=lin, approver=house.acting("xu"), now=now
        ).pk,
        "bulletins": a_progress_report(house.units["GLT"].estate, now=now).pk,
        "merges": merging.merge_customers(customer, merged, by=lin, now=now).pk,
        "journeys": journey.pk,
        "steps": journey.steps.get(code="first_contact").pk,
        "listings": a_listing(
            node=node, by=SYSTEM, now=now, collected_by=xu, owner_name="王强", owner_phone="13700009911"
        ).pk,
        "legal_matters": open_matter(
            case, kind="lawsuit", our_side="defendant", title="渗漏赔偿", by=lin, now=now
        ).number,
        "lessons": start_lesson(a_case_in("closed", node=node, now=now), by=lin, now=now).number,
        "hot_issues": _hot_issue(case, now).pk,
        "lobbies": a_lobby(node, now=now).pk,
        "promises": a_promise(customer, node=node, by=lin, now=now).pk,
        "webhooks": webhook.pk,
        "delivery": "5e0ec4a5-3f2f-4b1c-9a3c-0a4b9f1c2d3e",
    }


def _conversation(house: ApiHouse, now: datetime) -> int:
    """A mail of somebody unknown."""
    box = Mailbox.objects.create(
        node=house.nodes["GLT"],
        name="客服",
        address="service@ours.test",
        begins_at=now,
        next_at=now,
        uid_validity=1,
    )
    taken = take_mail(
        box,
        a_mail("请问几点上班？", subject="上班时间", sender="who@example.test"),
        uid_validity=1,
        uid=1,
        now=now,
    )
    assert taken is not None and taken.conversation is not None
    return taken.conversation.pk


def _hot_issue(case: Case, now: datetime) -> HotIssue:
    """What the case would be part of if two neighbours had called as well."""
    issue = HotIssue.objects.create(
        node=case.node, estate=case.estate, first_at=now, last_at=now, people=3, messages=3, heat=4.5
    )
    issue.members.create(conversation=case.conversation, node=case.node, said_at=now, is_middle=True)
    return issue


def _appointments(house: ApiHouse, customer: Customer, now: datetime) -> dict[str, Any]:
    """An open day that is on, and a customer who is invited to it."""
    unit = house.units["GLT"]
    on = SlotGiven(now - timedelta(hours=1), now + timedelta(hours=2), 5)
    batch = a_batch(unit.estate, now=now, slots=[on])
    batch.state = "open"
    batch.save(update_fields=["state"])
    invitation = batch.invitations.create(
        node=batch.node, customer=customer, unit=unit, planned_at=now, state="invited"
    )
    BODIES["book_slot"] = {"slot": batch.slots.get().pk}
    BODIES["invite_customer"] = {"customer": customer.pk}
    BODIES["mark_attendance"]["invitations"] = [invitation.pk]
    return {"batches": batch.pk, "invitations": invitation.pk}


def _kept_with_care(house: ApiHouse, ask: Asking, customer: Customer, now: datetime) -> dict[str, Any]:
    """A request about personal data, somebody who was erased, a hold; an export asked through the client, and one
    that waits for a yes."""
    a_purpose()
    lin, xu, node = house.acting("lin"), house.acting("xu"), house.nodes["GLT"]
    asked = requesting.request_own_data(
        customer, right="correct", words="电话错了", channel="phone", by=lin, now=now
    )
    requesting.verify_identity(asked, how="document", by=lin, now=now)
    gone = a_customer(node=node, now=now, name="已走", phone="13900000077", email="")
    erasure = privacy.begin_erasure(gone, ground="ended", by=lin, now=now, in_background=False)
    privacy.carry_out_erasure(erasure.pk, now=now)
    other = a_customer(node=node, now=now, name="高远", phone="13900000078", email="")
    given: dict[str, Any] = {"node": node, "conditions": {"node": node.pk}, "reason": "年审", "now": now}
    person = act_for(client_actor(ask.client), house.people["lin"], now=now)
    through = ask_export("customers", by=person, **given)
    full = ask_export("customers", by=xu, is_masked=False, **given)
    return {
        "privacy_requests": asked.pk,
        "erasures": erasure.pk,
        "legal_holds": privacy.place_hold(customer=other, node=node, matter="x", by=lin, now=now).pk,
        "exports": through.pk,
        "approvals": Approval.objects.get(about_kind="exportrun", about_id=full.pk).pk,
    }
