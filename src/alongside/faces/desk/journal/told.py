"""What a fact says, in the reader's words: things by their kind, people and places by name, codes and moments in words.

A fact holds ids and codes only. Names are looked up for the whole page at once, among what the reader may see; what
they may not see stays an id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.cases.models import Attempt, Case, Evidence, Kind, MajorComplaint, Milestone, SpotCheck
from alongside.domain.cases.states import LABELS
from alongside.domain.conversations.models import Channel
from alongside.domain.customers.models import ContactPoint, Purpose, UnitRelation
from alongside.domain.journeys.rules import HAPPENINGS
from alongside.domain.organisation.models import Department, HandoverItem, Incident, Node, Role, StaffMember
from alongside.domain.privacy.models import ReadingAlarm
from alongside.domain.work.states import TASK_STATES
from alongside.faces.desk.page import DeskRequest
from alongside.faces.ui import times
from alongside.kernel.models import JournalEntry
from alongside.kernel.permission import known_permissions
from alongside.kernel.retention import record_kinds

THINGS = {
    "journey": gettext_lazy("Journey"),
    "journeytemplate": gettext_lazy("Journey as written"),
    "replanrun": gettext_lazy("Planning anew"),
    "bulletin": gettext_lazy("Bulletin"),
    "batch": pgettext_lazy("with customers", "Appointments"),
    "invitation": pgettext_lazy("appointments", "Invitation"),
    "case": gettext_lazy("Case"),
    "task": gettext_lazy("Request for help"),
    "complaintdaily": gettext_lazy("Complaint daily"),
    "casemeeting": gettext_lazy("Case meeting"),
    "category": gettext_lazy("Category"),
    "deadlinerule": gettext_lazy("Deadline rule"),
    "authority": pgettext_lazy("case", "Authority"),
    "questiontopic": gettext_lazy("Topic of questions"),
    "escalationstep": gettext_lazy("Rung of escalation"),
    "customer": gettext_lazy("Customer"),
    "estate": gettext_lazy("Estate"),
    "unit": gettext_lazy("Unit"),
    "location": gettext_lazy("Location"),
    "node": gettext_lazy("Node"),
    "department": gettext_lazy("Department"),
    "staffmember": gettext_lazy("Staff member"),
    "role": gettext_lazy("Role"),
    "calendar": gettext_lazy("Calendar"),
    "apiclient": gettext_lazy("API client"),
    "webhook": gettext_lazy("Webhook"),
    "delivery": gettext_lazy("Mail"),
    "procrastinatejob": gettext_lazy("Job"),
    "message": gettext_lazy("Message"),
    "conversation": gettext_lazy("Conversation"),
    "mailbox": gettext_lazy("Mailbox"),
    "accessreview": gettext_lazy("Review of who may what"),
    "approval": gettext_lazy("Approval"),
    "approvalrule": gettext_lazy("Approval rule"),
    "building": gettext_lazy("Building"),
    "erasure": gettext_lazy("Deletion"),
    "exportrun": gettext_lazy("Export"),
    "floorplan": gettext_lazy("Floor plan"),
    "importrun": gettext_lazy("Import"),
    "incident": gettext_lazy("Incident"),
    "keyrotation": gettext_lazy("Change of keys"),
    "leaving": gettext_lazy("Leaving"),
    "legalhold": gettext_lazy("Legal hold"),
    "legalmatter": gettext_lazy("Legal matter"),
    "lesson": gettext_lazy("Lesson"),
    "listing": gettext_lazy("Listing"),
    "personalcopy": gettext_lazy("Copy of personal data"),
    "privacyrequest": gettext_lazy("Personal data request"),
    "announcement": gettext_lazy("Announcement"),
    "promise": gettext_lazy("Promise"),
    "lobby": pgettext_lazy("reception", "Walk-in desk"),
    "ticket": pgettext_lazy("reception", "Visit"),
    "publicarea": gettext_lazy("Public area"),
    "readingalarm": gettext_lazy("Unusual reading"),
    "reportingrule": gettext_lazy("Deadline for reporting"),
    "retentionrule": gettext_lazy("Retention rule"),
    "retentionrun": gettext_lazy("Clearing"),
    "securitycourse": gettext_lazy("Information-security course"),
    "segment": gettext_lazy("Segment"),
    "undertaking": gettext_lazy("Confidentiality undertaking"),
    "webhookdelivery": gettext_lazy("Webhook delivery"),
}

# What a fact's keys are called. A key that is not here tells a reader nothing: ids of rows inside, versions, seeds.
KEYS = {
    "from": gettext_lazy("from"),
    "to": gettext_lazy("to"),
    "owner": gettext_lazy("in charge"),
    "staff": gettext_lazy("person"),
    "lead": gettext_lazy("lead"),
    "assignee": gettext_lazy("person"),
    "deputy": gettext_lazy("deputy"),
    "node": gettext_lazy("place"),
    "parent": gettext_lazy("below"),
    "old_parent": gettext_lazy("from below"),
    "new_parent": gettext_lazy("to below"),
    "role": gettext_lazy("role"),
    "kind": gettext_lazy("kind"),
    "channel": gettext_lazy("over"),
    "milestone": gettext_lazy("deadline"),
    "due_at": gettext_lazy("due"),
    "expires_at": gettext_lazy("until"),
    "on": gettext_lazy("day"),
    "level": gettext_lazy("rung"),
    "how": gettext_lazy("how"),
    "heard_by": gettext_lazy("told by"),
    "outcome": gettext_lazy("outcome"),
    "result": gettext_lazy("result"),
    "rating": gettext_lazy("mark"),
    "low": gettext_lazy("low"),
    "second": gettext_lazy("for the second time"),
    "criteria": gettext_lazy("criteria"),
    "hours": gettext_lazy("hours"),
    "cause": gettext_lazy("cause"),
    "declined": gettext_lazy("declined"),
    "state": gettext_lazy("state"),
    "answer": gettext_lazy("answer"),
    "presence": gettext_lazy("presence"),
    "reason": gettext_lazy("reason"),
    "fields": gettext_lazy("changed"),
    "changed": gettext_lazy("changed"),
    "part": gettext_lazy("changed"),
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "act": gettext_lazy("what"),
    "code": gettext_lazy("code"),
    "count": gettext_lazy("how many"),
    "new": gettext_lazy("new"),
    "carried": gettext_lazy("carried forward"),
    "closed": gettext_lazy("ended"),
    "limit": gettext_lazy("limit in yuan"),
    "steps": gettext_lazy("whose yes"),
    "old_steps": gettext_lazy("before"),
    "tries": gettext_lazy("tries"),
    "events": gettext_lazy("events"),
    "name": gettext_lazy("name"),
    "task": gettext_lazy("job"),
}

_PEOPLE = frozenset({"from", "to", "owner", "staff", "lead", "assignee", "deputy"})
_PLACES = frozenset({"node", "parent", "old_parent", "new_parent"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WORDS = {
    "assigned": gettext_lazy("by hand"),
    "routed": gettext_lazy("by the routing"),
    "staff": gettext_lazy("staff"),
    "customer": gettext_lazy("the customer"),
    "client": gettext_lazy("an API client"),
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "unreachable": gettext_lazy("customer not reached"),
    "price": gettext_lazy("price"),
    "export": gettext_lazy("export"),
    "cases": gettext_lazy("Cases"),
    "customers": gettext_lazy("Customers"),
}


class Names:
    """People, places and case numbers that the entries of a page speak of; one query each."""

    def __init__(self, request: DeskRequest, entries: Iterable[JournalEntry]) -> None:
        people, places, cases = set(), set(), set()
        for one in entries:
            people |= {one.by_id} if one.by_kind == "staff" else set()
            people |= {one.facts[key] for key in _PEOPLE if type(one.facts.get(key)) is int}
            places |= {one.node_id, *(one.facts[key] for key in _PLACES if type(one.facts.get(key)) is int)}
            if one.about_kind == "staffmember":
                people.add(one.about_id)
            elif one.about_kind == "node":
                places.add(one.about_id)
            elif one.about_kind == "case":
                cases.add(one.about_id)
        viewer = request.viewer
        self.people = StaffMember.objects.visible_to(viewer).in_bulk(people - {None})
        self.places = Node.objects.visible_to(viewer).in_bulk(places - {None})
        # A number is no more than the id in another dress; the case itself opens only for who may see it.
        self.numbers = dict(Case.objects.filter(pk__in=cases).values_list("pk", "number"))
        self.open_cases = set(
            Case.objects.visible_to(viewer).filter(pk__in=cases).values_list("pk", flat=True)
        )
        self.roles = {one.code: str(one) for one in Role.objects.all()}
        asked = any("purpose" in one.facts for one in entries)
        self.purposes = {one.code: str(one) for one in Purpose.objects.all()} if asked else {}
        self.records = {one.code: str(one.label) for one in record_kinds()}

    def thing(self, entry: JournalEntry) -> str:
        """`Case GLT-2611-0001`, `Complaint daily 4`."""
        kind = str(THINGS.get(entry.about_kind, entry.about_kind))
        names: dict[str, Any] = {"case": self.numbers, "staffmember": self.people, "node": self.places}
        return f"{kind} {names.get(entry.about_kind, {}).get(entry.about_id, entry.about_id)}"

    def worded(self, entry: JournalEntry) -> dict[str, Any]:
        """The facts that a sentence is filled from, with words for codes that only tables know."""
        happened = {one.code: str(one.label) for one in HAPPENINGS.values()}
        known = {"purpose": self.purposes, "kind": self.records, "what": happened}
        facts: dict[str, Any] = entry.facts
        return facts | {
            key: words.get(facts[key], facts[key]) for key, words in known.items() if key in facts
        }

    def said(self, entry: JournalEntry) -> list[tuple[str, str]]:
        """(what, value) for each thing noted that says something to a person."""
        found = []
        for key, name in KEYS.items():
            value = entry.facts.get(key)
            if value in (None, "", [], {}, False) or (key == "task" and type(value) is int):
                continue
            if words := self._value(key, value):
                found.append((str(name), words))
        return found

    def _value(self, key: str, value: Any) -> str:
        if key in _PEOPLE and type(value) is int:
            return str(self.people.get(value, f"#{value}"))
        if key in _PLACES and type(value) is int:
            return str(self.places.get(value, f"#{value}"))
        if key == "role":
            roles = dict(UnitRelation.Role.choices)
            return self.roles.get(value) or str(roles.get(value, value))
        if key in ("added", "removed"):
            known = known_permissions()
            return "、".join(str(known[one].sentence) if one in known else str(one) for one in value)
        if key in ("steps", "old_steps"):
            return " → ".join(_step(str(one)) for one in value)
        if key in ("fields", "changed"):
            names = value if isinstance(value, list | dict) else [value]
            return "、".join(_field(str(one)) for one in names)
        if isinstance(value, list):
            return "、".join(_coded(str(one)) for one in value)
        return _plain(value)


def _step(noted: str) -> str:
    """`approve_export:5000.00` as the permission's sentence and the amount from which on it is asked."""
    code, _colon, amount = noted.partition(":")
    known = known_permissions()
    sentence = str(known[code].sentence) if code in known else code
    return f"{sentence} ≥ ¥{amount}" if amount.strip("0.") else sentence


def _plain(value: Any) -> str:
    if value is True:
        return _("yes")
    if isinstance(value, str) and _MOMENT.match(value):
        return times.exact(_aware(value))
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value).isoformat()
    return _coded(str(value))


def _aware(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _coded(code: str) -> str:
    """The word for a code, whichever list it comes from; the code itself when none knows it."""
    lists: tuple[Any, ...] = (
        Milestone, Kind, Channel, MajorComplaint.Criterion, Attempt.Result, SpotCheck.Result, Evidence.Kind,
        StaffMember.Presence, Department.Code, ContactPoint.Kind, Incident.Severity, ReadingAlarm.Kind,
        ReadingAlarm.Outcome, HandoverItem.State,
    )  # fmt: skip
    if code in LABELS:
        return str(LABELS[code])
    for words in (TASK_STATES.labels, _WORDS):
        if code in words:
            return str(words[code])
    for one in lists:
        if code in one.values:
            return str(one(code).label)
    return code


def _field(name: str) -> str:
    """A field as its forms call it, where a word is known; else its name without signs."""
    return str(FIELDS.get(name, name.replace("_", " ")))


FIELDS = {
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Subject"),
    "kind": gettext_lazy("Kind"),
    "category": gettext_lazy("Category"),
    "severity": gettext_lazy("Severity"),
    "customer": gettext_lazy("Customer"),
    "unit": gettext_lazy("Unit"),
    "estate": gettext_lazy("Estate"),
    "location": gettext_lazy("Location"),
    "place_words": gettext_lazy("Place"),
    "public_area": gettext_lazy("Public area"),
    "manager": gettext_lazy("Manager"),
    "calendar": gettext_lazy("Calendar"),
    "hotline": gettext_lazy("Hotline"),
    "zone": gettext_lazy("Time zone"),
    "is_active": gettext_lazy("In use"),
    "email": gettext_lazy("Email"),
    "skills": gettext_lazy("Skills"),
    "languages": gettext_lazy("Languages"),
    "language": gettext_lazy("Language"),
    "theme": gettext_lazy("Look"),
    "deputy": gettext_lazy("Deputy"),
    "password": gettext_lazy("Password"),
    "tier": gettext_lazy("Tier"),
    "form_of_address": gettext_lazy("Form of address"),
    "minutes": gettext_lazy("Minutes"),
    "warn_minutes": gettext_lazy("Warning before"),
    "minutes_to_act": gettext_lazy("Time to act"),
    "address": gettext_lazy("Address"),
    "developer": gettext_lazy("Developer"),
    "layout": gettext_lazy("Layout"),
    "finish": gettext_lazy("Finish"),
    "week": gettext_lazy("Opening hours"),
    "permissions": gettext_lazy("Permissions"),
    "price": gettext_lazy("Price"),
}
