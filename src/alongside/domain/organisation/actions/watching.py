"""Incidents with deadlines for reporting, and the quarterly review of appointments (INF-9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events
from alongside.domain.organisation.actions.appointing import end_appointment
from alongside.domain.organisation.models import (
    AccessReview,
    AccessReviewItem,
    Appointment,
    Incident,
    Node,
    ReportingRule,
    StaffMember,
)
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.refusals import NotAllowed, Refused

BEFORE = timedelta(hours=2)  # so long before the deadline it is called to mind
LONGEST_HOURS = 720
WITHOUT_RULE = timedelta(hours=4)  # nobody is kept from reporting because the company set no hours
REVIEW_DAYS = timedelta(days=30)
AGAIN = timedelta(days=7)


@transaction.atomic
def register_incident(
    node: Node, *, severity: str, words: str, known_at: datetime, by: Actor, now: datetime
) -> Incident:
    """Anybody of the staff may, and should within the hour. The deadline counts from when it was known."""
    if by.kind != "staff":
        raise NotAllowed(_("Incidents are registered by staff."))
    if severity not in Incident.Severity.values:
        raise Refused(_("Choose how grave it is."), field="severity")
    if not words.strip():
        raise Refused(_("Say what happened."), field="words")
    if known_at > now:
        raise Refused(
            _("It cannot be known before it is known: choose a moment that has passed."), field="known_at"
        )
    if known_at < now - timedelta(days=3650):
        raise Refused(_("This lies too far back."), field="known_at")
    rule = ReportingRule.objects.filter(severity=severity).first()
    incident = Incident.objects.create(
        node=node, severity=severity, words=words.strip(), known_at=known_at, reported_by_id=by.id,
        registered_at=now, due_at=known_at + (timedelta(hours=rule.hours) if rule else WITHOUT_RULE),
    )  # fmt: skip
    facts = {"severity": severity, "due_at": incident.due_at.isoformat()}
    journal.record(
        events.INCIDENT_REGISTERED, about=incident, by=by, at=now, facts=facts, node_path=node.path
    )
    return incident


@transaction.atomic
def tell_authority(incident: Incident, *, words: str, by: Actor, now: datetime) -> Incident:
    """Note that the authority was told, and what; late or not stays visible."""
    by.require(MANAGE_STAFF, on=incident)
    fresh = Incident.objects.select_for_update().get(pk=incident.pk)
    if fresh.told_at:
        raise Refused(_("The authority was told already."))
    if not words.strip():
        raise Refused(_("Say whom you told, and under which number."), field="words")
    fresh.told_at, fresh.told_words = now, words.strip()
    fresh.save(update_fields=["told_at", "told_words"])
    facts = {"late": now > fresh.due_at}
    journal.record(events.INCIDENT_TOLD, about=fresh, by=by, at=now, facts=facts)
    return fresh


@transaction.atomic
def tell_people(incident: Incident, *, words: str, by: Actor, now: datetime) -> Incident:
    """Note how those whose data it is were told, or why they need not be (PIPL art. 57)."""
    by.require(MANAGE_STAFF, on=incident)
    fresh = Incident.objects.select_for_update().get(pk=incident.pk)
    if fresh.people_told_at:
        raise Refused(_("They were told already."))
    if not words.strip():
        raise Refused(_("Say how they were told, or why they need not be."), field="words")
    fresh.people_told_at, fresh.people_told_words = now, words.strip()
    fresh.save(update_fields=["people_told_at", "people_told_words"])
    journal.record(events.INCIDENT_PEOPLE_TOLD, about=fresh, by=by, at=now)
    return fresh


@transaction.atomic
def close_incident(incident: Incident, *, words: str, by: Actor, now: datetime) -> Incident:
    """With what was done about it; never before the authority was told, and those whose data it is."""
    by.require(MANAGE_STAFF, on=incident)
    fresh = Incident.objects.select_for_update().get(pk=incident.pk)
    if fresh.closed_at:
        raise Refused(_("This incident is closed already."))
    if not fresh.told_at:
        raise Refused(_("Note first when the authority was told."))
    if fresh.is_about_people and not fresh.people_told_at:
        raise Refused(_("Note first how those whose data it is were told, or why they need not be."))
    if not words.strip():
        raise Refused(_("Say what was done so that it does not happen again."), field="words")
    fresh.closed_at, fresh.measures = now, words.strip()
    fresh.save(update_fields=["closed_at", "measures"])
    journal.record(events.INCIDENT_CLOSED, about=fresh, by=by, at=now)
    return fresh


@transaction.atomic
def change_reporting_rule(rule: ReportingRule, *, hours: int, by: Actor, now: datetime) -> ReportingRule:
    """From the next incident on; those that are registered keep their deadline."""
    by.require(MANAGE_STAFF, on=Node.objects.get(parent__isnull=True))
    if not 1 <= hours <= LONGEST_HOURS:
        raise Refused(_("Between one hour and thirty days."), field="hours")
    fresh = ReportingRule.objects.select_for_update().get(pk=rule.pk)
    if fresh.hours != hours:
        facts = {"severity": fresh.severity, "hours": hours, "before": fresh.hours}
        fresh.hours = hours
        fresh.save(update_fields=["hours"])
        journal.record(events.REPORTING_RULE_CHANGED, about=fresh, by=by, at=now, facts=facts)
    return fresh


def remind_of_incidents(*, now: datetime) -> int:
    """Once, two hours before the deadline, while the authority has not been told. How many."""
    due = Incident.objects.filter(told_at__isnull=True, reminded_at__isnull=True, due_at__lte=now + BEFORE)
    count = 0
    for incident in due.order_by("due_at")[:100]:
        with transaction.atomic():
            if Incident.objects.filter(pk=incident.pk, reminded_at__isnull=True).update(reminded_at=now):
                journal.record(events.INCIDENT_DUE, about=incident, by=SYSTEM, at=now)
                count += 1
    return count


@transaction.atomic
def open_reviews(*, now: datetime) -> int:
    """In each quarter once: every place with its appointments of that moment. How many were opened."""
    local = timezone.localtime(now)
    quarter = f"{local.year}Q{(local.month + 2) // 3}"
    opened = 0
    held = Appointment.objects.active(now)
    for node in Node.objects.filter(pk__in=held.values("node"), is_active=True).order_by("path"):
        review, is_new = AccessReview.objects.get_or_create(
            node=node, quarter=quarter, defaults={"opened_at": now, "due_at": now + REVIEW_DAYS}
        )
        if is_new:
            AccessReviewItem.objects.bulk_create(
                AccessReviewItem(review=review, appointment=one)
                for one in held.filter(node=node).order_by("pk")
            )
            journal.record(events.REVIEW_OPENED, about=review, by=SYSTEM, at=now, facts={"quarter": quarter})
            opened += 1
    return opened


@transaction.atomic
def review_access(item: AccessReviewItem, *, keep: bool, by: Actor, now: datetime) -> AccessReviewItem:
    """Confirm one appointment, or end it now. Never one's own (four eyes)."""
    review = AccessReview.objects.select_for_update().select_related("node").get(pk=item.review_id)
    fresh = AccessReviewItem.objects.select_related("appointment").get(pk=item.pk)
    if by.kind != "staff":
        raise NotAllowed(_("Somebody must answer for it by name."))
    if review.node.manager_id != by.id:
        by.require(MANAGE_STAFF, on=review)
    if fresh.appointment.staff_id == by.id:
        raise NotAllowed(_("Nobody reviews their own appointment."))
    if fresh.decided_at:
        raise Refused(_("This was decided already."))
    still_held = fresh.appointment.until_at is None or fresh.appointment.until_at > now
    if not keep and still_held:
        end_appointment(fresh.appointment, by=SYSTEM, now=now)
    fresh.is_kept, fresh.decided_at = keep, now
    fresh.decided_by = StaffMember.objects.get(pk=by.id)
    fresh.save(update_fields=["is_kept", "decided_at", "decided_by"])
    facts = {"appointment": fresh.appointment_id, "kept": keep}
    journal.record(events.ACCESS_REVIEWED, about=review, by=by, at=now, facts=facts)
    if not review.items.filter(decided_at__isnull=True).exists():
        review.done_at = now
        review.save(update_fields=["done_at"])
    return fresh


def remind_of_reviews(*, now: datetime) -> int:
    """Every week while something is undecided. How many reviews."""
    count = 0
    for review in AccessReview.objects.filter(done_at__isnull=True).order_by("pk"):
        if now - (review.reminded_at or review.opened_at) < AGAIN:
            continue
        with transaction.atomic():
            review.reminded_at = now
            review.save(update_fields=["reminded_at"])
            journal.record(events.REVIEW_WAITS, about=review, by=SYSTEM, at=now)
        count += 1
    return count
