"""The figures of the hotline, counted from its calls: by half hour, by day, and as it stands now (CHN-5).

A call belongs to the half hour and the day in which it began, also when it is answered after midnight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Avg,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Extract, Floor, NullIf, TruncDate
from django.utils import timezone

from alongside.domain.conversations.models import Call, Message, Seat
from alongside.domain.conversations.permissions import SEE_QUEUES
from alongside.domain.conversations.rules.calling import ANSWER_WITHIN, FIRST_CONTACT_DAYS, HALF_HOUR
from alongside.kernel.actor import Actor

MOST_WAITING = 50


@dataclass(frozen=True)
class Figures:
    """Calls that came in: offered = answered + abandoned + missed + those that still wait or ring (or were lost)."""

    offered: int = 0
    answered: int = 0
    in_time: int = 0  # answered within what their account wants
    abandoned: int = 0
    missed: int = 0
    handling: float | None = None  # seconds: the mean of those that were handled to the end
    waited: float | None = None  # seconds: the mean until the answer

    @property
    def service_level(self) -> int | None:
        """Of a hundred calls, how many were answered in time."""
        return round(100 * self.in_time / self.offered) if self.offered else None

    @property
    def abandonment(self) -> int | None:
        """Of a hundred calls, how many gave up waiting."""
        return round(100 * self.abandoned / self.offered) if self.offered else None


@dataclass(frozen=True)
class DayFigures:
    day: date
    figures: Figures
    first_contacts: int | None  # None: it is too early to say
    resolved_at_once: int

    @property
    def first_call_resolution(self) -> int | None:
        return round(100 * self.resolved_at_once / self.first_contacts) if self.first_contacts else None


def seen_calls(viewer: Actor, *, since: datetime, until: datetime, queue: str = "") -> QuerySet[Call]:
    """Calls that came in within that time, at places whose figures the viewer sees."""
    calls = viewer.limit(Call.objects.filter(direction=Call.Direction.IN), SEE_QUEUES)
    calls = calls.filter(begun_at__gte=since, begun_at__lt=until).order_by()
    calls = calls.filter(queue=queue) if queue else calls
    wanted = Cast(NullIf(KeyTextTransform("answered_within", "account__options"), Value("")), FloatField())
    return calls.annotate(
        waited_seconds=Extract(F("answered_at") - Coalesce("queued_at", "begun_at"), "epoch"),
        handled_seconds=Extract(Coalesce("wrapped_at", "ended_at") - F("answered_at"), "epoch"),
        wanted_seconds=Coalesce(wanted, float(ANSWER_WITHIN)),
    )


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight, where we are."""
    zone = timezone.get_current_timezone()
    return (
        datetime.combine(day, time.min, tzinfo=zone),
        datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone),
    )


def half_hours_of(viewer: Actor, day: date, *, queue: str = "") -> dict[int, Figures]:
    """{number of the half hour since midnight: its figures}; those without calls are left out. One statement."""
    since, until = day_bounds(day)
    seconds = Extract("begun_at", "epoch", tzinfo=UTC) - since.timestamp()
    slot = Cast(Floor(seconds / HALF_HOUR.total_seconds()), IntegerField())
    calls = seen_calls(viewer, since=since, until=until, queue=queue)
    rows = calls.annotate(slot=slot).values("slot").annotate(**_counted()).order_by("slot")
    return {row.pop("slot"): Figures(**row) for row in rows}


def total_of(viewer: Actor, day: date, *, queue: str = "") -> Figures:
    """The whole day. One statement."""
    since, until = day_bounds(day)
    return Figures(**seen_calls(viewer, since=since, until=until, queue=queue).aggregate(**_counted()))


def days_of(viewer: Actor, *, last: date, days: int, now: datetime, queue: str = "") -> list[DayFigures]:
    """These days, the newest first; those without calls are left out. Two statements."""
    since, until = day_bounds(last - timedelta(days=days - 1))[0], day_bounds(last)[1]
    calls = seen_calls(viewer, since=since, until=until, queue=queue).annotate(day=TruncDate("begun_at"))
    figures = {row.pop("day"): Figures(**row) for row in calls.values("day").annotate(**_counted())}
    first = calls.filter(answered_at__isnull=False, ended_at__isnull=False).filter(~_had_come())
    told = first.values("day").annotate(contacts=Count("pk"), once=Count("pk", filter=~_came_again()))
    resolved = {row["day"]: (row["contacts"], row["once"]) for row in told}
    settled = timezone.localdate(now - timedelta(days=FIRST_CONTACT_DAYS))
    return [
        DayFigures(day, figures[day], resolved.get(day, (0, 0))[0] if day < settled else None, resolved.get(day, (0, 0))[1])
        for day in sorted(figures, reverse=True)
    ]  # fmt: skip


def queues_of(viewer: Actor, day: date) -> list[str]:
    """The queues into which somebody called on that day."""
    since, until = day_bounds(day)
    calls = seen_calls(viewer, since=since, until=until).exclude(queue="")
    return list(calls.values_list("queue", flat=True).distinct().order_by("queue")[:30])


@dataclass(frozen=True)
class Standing:
    """As it stands: who waits the longest first, and who sits there."""

    waiting: list[Call]
    seats: list[Seat]
    counts: dict[str, int]


def hotline_now(viewer: Actor, *, now: datetime, queue: str = "") -> Standing:
    """Whoever waits, since whenever that is: midnight ends nobody's waiting. Two statements."""
    calls = viewer.limit(Call.objects.filter(direction=Call.Direction.IN), SEE_QUEUES)
    waits = calls.filter(state__in=[Call.State.WAITING, Call.State.RINGING], answered_at=None)
    waits = waits.filter(queue=queue) if queue else waits
    seats = viewer.limit(Seat.objects.all(), SEE_QUEUES).select_related("staff", "call")
    sat = list(seats.order_by("state", "since")[:200])
    counts = dict.fromkeys((*Seat.State.values, "talking"), 0)
    for one in sat:
        counts[state_of(one)] += 1
    return Standing(list(waits.order_by("begun_at")[:MOST_WAITING]), sat, counts)


def state_of(seat: Seat) -> str:
    """Its state; "talking" while somebody speaks there."""
    is_talking = seat.call is not None and seat.call.state in (Call.State.TALKING, Call.State.HELD)
    return "talking" if is_talking else seat.state


def _counted() -> dict[str, Any]:
    answered = Q(answered_at__isnull=False)
    return {
        "offered": Count("pk"),
        "answered": Count("pk", filter=answered),
        "in_time": Count("pk", filter=answered & Q(waited_seconds__lte=F("wanted_seconds"))),
        "abandoned": Count("pk", filter=Q(ending=Call.Ending.ABANDONED)),
        "missed": Count("pk", filter=Q(ending=Call.Ending.MISSED)),
        "handling": Avg("handled_seconds", filter=answered & Q(ended_at__isnull=False)),
        "waited": Avg("waited_seconds", filter=answered),
    }


def _had_come() -> Exists:
    """Something came from them in this matter in the days before."""
    before = _theirs().filter(
        sent_at__lt=OuterRef("begun_at"),
        sent_at__gte=OuterRef("begun_at") - timedelta(days=FIRST_CONTACT_DAYS),
    )
    return Exists(before)


def _came_again() -> Exists:
    """By whatever channel, in the same matter."""
    return Exists(
        _theirs().filter(
            sent_at__gt=OuterRef("ended_at"),
            sent_at__lte=OuterRef("ended_at") + timedelta(days=FIRST_CONTACT_DAYS),
        )
    )


def _theirs() -> QuerySet[Message]:
    said = Message.objects.filter(conversation=OuterRef("conversation"), direction=Message.Direction.IN)
    return said.exclude(pk=OuterRef("message"))
