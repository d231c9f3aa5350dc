"""Slots: which are free, and a day as a picture of how full it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.domain.appointments.models import Batch, Seat, Slot

FREE_NAMED = 3


def free_slots(batch_id: int, *, now: datetime, instead_of: Slot | None = None) -> list[Slot]:
    """The next slots that have a place: those of the same time of the day or later first, then the earlier ones."""
    open_ones = bookable_slots(batch_id, now=now).filter(Exists(_free_seats()))
    after = open_ones.exclude(pk=instead_of.pk) if instead_of else open_ones
    if instead_of is None:
        return list(after[:FREE_NAMED])
    later = list(after.filter(from_at__gte=instead_of.from_at)[:FREE_NAMED])
    return later or list(after.filter(from_at__lt=instead_of.from_at).order_by("-from_at")[:FREE_NAMED])


def _free_seats() -> QuerySet[Seat]:
    return Seat.objects.filter(slot=OuterRef("pk"), is_free=True)


def bookable_slots(batch_id: int, *, now: datetime) -> QuerySet[Slot]:
    """Those that have not begun and take place, in order."""
    return (
        Slot.objects.standing().filter(batch_id=batch_id, from_at__gt=now).order_by("from_at", "place", "pk")
    )


def told_free(slots: Sequence[Slot], *, zone: ZoneInfo) -> str:
    """The words of the refusal: it is full, and when there still is a place."""
    if not slots:
        return _("This time is full, and there is no other one any more. Please call us.")
    free = _(", ").join(hours_of(one, zone) for one in slots)
    return _("This time is full. Still free: %(free)s") % {"free": free}


def hours_of(slot: Slot, zone: ZoneInfo) -> str:
    """A slot as people say it: 11-28 14:00–15:00."""
    begins, ends = slot.from_at.astimezone(zone), slot.until_at.astimezone(zone)
    return f"{date_format(begins, 'm-d')} {begins:%H:%M}–{ends:%H:%M}"


@dataclass(frozen=True)
class Column:
    """A slot in the picture of its day. `share`: how full, in whole percent."""

    slot: Any  # with `taken` and `waiting`
    share: int
    free: int
    is_past: bool

    @property
    def top(self) -> int:
        """Where the column begins, from above."""
        return 100 - self.share


@dataclass(frozen=True)
class Day:
    """One day with its slots side by side."""

    on: date
    columns: list[Column]

    @property
    def capacity(self) -> int:
        return sum(one.slot.capacity for one in self.columns if one.slot.cancelled_at is None)

    @property
    def taken(self) -> int:
        return sum(one.slot.taken for one in self.columns)


def days_of_batch(batch: Batch, *, now: datetime, only_bookable: bool = False) -> list[Day]:
    """Every slot with how many places are sold, by day. One query; `batch.node` loaded."""
    zone = ZoneInfo(batch.node.zone)
    slots: Any = batch.slots.with_taken().order_by("from_at", "place", "pk")
    if only_bookable:
        slots = slots.standing().filter(from_at__gt=now)
    days: dict[date, list[Column]] = {}
    for slot in slots:
        share = round(100 * slot.taken / slot.capacity)
        column = Column(slot, min(share, 100), max(slot.capacity - slot.taken, 0), slot.until_at <= now)
        days.setdefault(slot.from_at.astimezone(zone).date(), []).append(column)
    return [Day(on, columns) for on, columns in days.items()]
