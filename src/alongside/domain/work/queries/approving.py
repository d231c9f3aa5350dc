"""What waits for whose yes, and who could say it (ORG-9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.models import Approval, ApprovalDecision
from alongside.kernel.actor import Actor
from alongside.kernel.permission import known_permissions

MOST_APPROVALS = 100
EXPECTED_WITHIN = timedelta(days=1)  # whoever asks waits: a day is long
APPROVAL_DUE = "expected_at"


def approvals_for(viewer: Actor, *, now: datetime) -> list[Approval]:
    """What waits for this person's yes, oldest first (ORG-9)."""
    return list(approvals_waiting(viewer, now=now).order_by("pk")[:MOST_APPROVALS])


def approvals_waiting(viewer: Actor, *, now: datetime) -> QuerySet[Approval]:
    """All of it: by their own right, or as the deputy of who is away. `expected_at` is when a yes or no is looked for."""
    if viewer.kind != "staff":
        return _with_time(Approval.objects.none())
    holders: list[Actor] = [viewer]
    away = StaffMember.objects.filter(deputy_id=viewer.id, presence=StaffMember.Presence.AWAY, is_active=True)
    holders += [actor_for(one, now=now) for one in away[:20]]
    open_steps = ApprovalDecision.objects.filter(approval__state="asked", is_yes__isnull=True)
    codes = open_steps.values_list("permission", flat=True).distinct()
    theirs = Q(pk__in=[])
    for code in codes:
        for one in holders:
            reach = one.reach(known_permissions()[code])
            if reach:
                here = (
                    Q(permission=code)
                    if reach.everywhere
                    else Q(permission=code, approval__node_id__in=reach.node_ids)
                )
                theirs |= here & ~Q(approval__asked_by_id=one.id)
    first = open_steps.filter(theirs).filter(
        ~Exists(open_steps.filter(approval=OuterRef("approval"), order__lt=OuterRef("order")))
    )
    said = ApprovalDecision.objects.filter(by_id=viewer.id).values("approval")
    found = Approval.objects.filter(pk__in=first.values("approval")).exclude(asked_by_id=viewer.id)
    return _with_time(found.exclude(pk__in=said))


def _with_time(found: QuerySet[Approval]) -> QuerySet[Approval]:
    return found.annotate(expected_at=F("asked_at") + EXPECTED_WITHIN).select_related("node", "asked_by")


def approvals_seen_by(viewer: Actor, *, now: datetime) -> QuerySet[Approval]:
    """What a person asked for, decided, or may decide now.

    A program sees what waits for a yes that its role holds there: it tells people of it, and takes their answer.
    """
    if viewer.kind == "client":
        codes = ApprovalDecision.objects.filter(approval__state="asked").values_list("permission", flat=True)
        mine = Q(pk__in=[])
        for code in codes.distinct():
            reach = viewer.reach(known_permissions()[code])
            if reach:
                here = Q(steps__permission=code, state="asked")
                mine |= here if reach.everywhere else here & Q(reach.over("node_id"))
        return Approval.objects.filter(mine).distinct().select_related("node", "asked_by")
    waiting = approvals_waiting(viewer, now=now).values("pk")
    asked = Q(asked_by_id=viewer.id) | Q(steps__by_id=viewer.id) | Q(pk__in=waiting)
    return Approval.objects.filter(asked).distinct().select_related("node", "asked_by")


@dataclass(frozen=True)
class Deciding:
    """A step of an approval: what was said, or what one must be allowed to say it, and the nearest who are."""

    step: ApprovalDecision
    sentence: Any
    people: tuple[StaffMember, ...]  # who could say it; empty for a step that is decided
    more: int

    @property
    def is_for_nobody(self) -> bool:
        return self.step.is_yes is None and not self.people


def who_decides(approval: Approval, *, now: datetime, most: int = 3) -> list[Deciding]:
    """Its steps in order (ORG-9): nobody who asked or said yes before is named, a deputy of who is away is."""
    steps = list(approval.steps.select_related("by", "instead_of").order_by("order"))
    known = known_permissions()
    gone = {approval.asked_by_id, *(one.by_id for one in steps)}
    held = Appointment.objects.active(now).filter(
        node_id__in=approval.node.ancestor_ids, staff__is_active=True
    )
    found = []
    for step in steps:
        people: dict[int, StaffMember] = {}
        if step.is_yes is None and approval.state == "asked":
            holders = held.filter(role__permissions__contains=[step.permission]).select_related(
                "staff__deputy"
            )
            for one in holders.order_by("-node__path", "pk"):
                away = one.staff.presence == StaffMember.Presence.AWAY and one.staff.deputy
                person = one.staff.deputy if away else one.staff
                if person is not None and one.staff_id != approval.asked_by_id and person.pk not in gone:
                    people[person.pk] = person
        sentence = known[step.permission].sentence if step.permission in known else step.permission
        named = tuple(people.values())
        found.append(Deciding(step, sentence, named[:most], max(len(named) - most, 0)))
    return found


def approvals_about(about_kind: str, about_ids: Iterable[int]) -> dict[int, Approval]:
    """{id of the thing: the last question about it}, with its steps in order. Two queries. The asker checks who may see it."""
    steps = ApprovalDecision.objects.select_related("by").order_by("order")
    found = Approval.objects.filter(about_kind=about_kind, about_id__in=list(about_ids)).order_by("pk")
    return {
        one.about_id: one for one in found.select_related("node").prefetch_related(Prefetch("steps", steps))
    }
