"""Who an announcement is meant for, and who of them has read it (ORG-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from alongside.domain.organisation.models import Appointment, Node, StaffMember
from alongside.domain.work.models import Announcement, AnnouncementReading


@dataclass(frozen=True)
class Reached:
    """How many are meant, how many of them opened it, how many confirmed."""

    meant: int
    opened: int
    confirmed: int

    @property
    def left(self) -> int:
        return self.meant - self.confirmed


def audience_of(node: Node, roles: Sequence[str], *, now: datetime) -> QuerySet[StaffMember]:
    """Everybody of ours who works at the node or below it, or those with one of the roles where some are named; by name."""
    held = Appointment.objects.active(now).filter(node__in=Node.objects.within(node))
    held = held.filter(role__code__in=roles) if roles else held.filter(role__is_external=False)
    return StaffMember.objects.filter(is_active=True, pk__in=held.values("staff")).order_by(
        "name_sort_key", "pk"
    )


def readers_of(announcement: Announcement, *, has_read: bool, now: datetime) -> QuerySet[StaffMember]:
    """Those of its audience who have confirmed it, or have not."""
    confirmed = AnnouncementReading.objects.filter(
        announcement=announcement, staff=OuterRef("pk"), confirmed_at__isnull=False
    )
    meant = audience_of(announcement.node, announcement.roles, now=now)
    return meant.filter(Exists(confirmed) if has_read else ~Exists(confirmed))


def reached_by(announcement: Announcement, *, now: datetime) -> Reached:
    """The figures; each is the number of the rows behind it."""
    meant = audience_of(announcement.node, announcement.roles, now=now).order_by()
    read = AnnouncementReading.objects.filter(announcement=announcement, staff__in=meant.values("pk"))
    return Reached(meant.count(), read.count(), read.filter(confirmed_at__isnull=False).count())
