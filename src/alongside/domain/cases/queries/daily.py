"""The complaint daily: each complaint of a day in the customer's own words, and what we answered (CAS-12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from alongside.domain.cases.models import Case, ComplaintDaily, Kind, SpotCheck
from alongside.domain.cases.permissions import SEE_DAILY
from alongside.domain.conversations.models import Message
from alongside.domain.organisation.models import Appointment, Node, StaffMember
from alongside.kernel.actor import Actor

CARRIED_SHOWN = 200
SENT_AT = time(8, 0)  # local time of the node, the morning after
CATCH_UP_DAYS = 7
MANAGEMENT_RANK = 3  # project manager and above


@dataclass(frozen=True)
class Answer:
    """The last thing we told the customer."""

    words: str
    at: datetime
    by_name: str


@dataclass(frozen=True)
class DailyLine:
    """One complaint: what the customer said, what we answered, who follows. `case` carries node, unit, customer,
    category and owner."""

    case: Case
    own_words: str
    answer: Answer | None

    @property
    def received_at(self) -> datetime:
        return self.case.opened_at

    @property
    def owner_name(self) -> str:
        return self.case.owner.name if self.case.owner else ""


@dataclass(frozen=True)
class Daily:
    """A day of a node with all below it. `carried` shows the most urgent first; `carried_more` are left out.

    `made_at` empty: not made yet, so these are the rows as they are now.
    """

    node: Node
    on: date
    made_at: datetime | None
    sent_at: datetime | None
    new: list[DailyLine]
    carried: list[DailyLine]
    closed: list[DailyLine]
    carried_more: int = 0
    spot_checks: list[SpotCheck] = field(default_factory=list)

    @property
    def carried_count(self) -> int:
        return len(self.carried) + self.carried_more


def daily_of(node: Node, on: date, viewer: Actor) -> Daily:
    """The daily of that day: as it was made, or made up from the rows where it was not. NotAllowed."""
    viewer.require(SEE_DAILY, on=node)
    made = ComplaintDaily.objects.filter(node=node, on=on).first()
    new, carried, closed = (
        (made.new_ids, made.carried_ids, made.closed_ids) if made else complaints_of_day(node, on)
    )
    until = made.made_at if made else None
    lines = _lines({*new, *closed, *carried[:CARRIED_SHOWN]}, until=until)
    checks = SpotCheck.objects.filter(node__path__startswith=node.path, daily_on=on)
    return Daily(
        node=node,
        on=on,
        made_at=until,
        sent_at=made.sent_at if made else None,
        new=[lines[one] for one in new],
        carried=[lines[one] for one in carried[:CARRIED_SHOWN]],
        closed=[lines[one] for one in closed],
        carried_more=max(0, len(carried) - CARRIED_SHOWN),
        spot_checks=list(checks.select_related("case", "drawn_by").order_by("id")[:CARRIED_SHOWN]),
    )


def complaints_of_day(node: Node, on: date) -> tuple[list[int], list[int], list[int]]:
    """Ids of the complaints that came that day, of older ones open at its end, and of those that ended on it."""
    begin, end = day_of(node, on)
    complaints = Case.objects.filter(kind=Kind.COMPLAINT, node__path__startswith=node.path)
    new = complaints.filter(opened_at__gte=begin, opened_at__lt=end).order_by("opened_at", "id")
    still_open = complaints.filter(is_open=True, opened_at__lt=begin)
    ended_later = complaints.filter(is_open=False, opened_at__lt=begin, closed_at__gte=end)
    urgent_first = [
        *still_open.order_by("severity", "next_due_at", "id").values_list("id", flat=True),
        *ended_later.order_by("severity", "id").values_list("id", flat=True),
    ]
    closed = complaints.filter(closed_at__gte=begin, closed_at__lt=end).order_by("closed_at", "id")
    return list(new.values_list("id", flat=True)), urgent_first, list(closed.values_list("id", flat=True))


def day_of(node: Node, on: date) -> tuple[datetime, datetime]:
    """When that day begins and ends at the node."""
    zone = ZoneInfo(node.zone)
    return datetime.combine(on, time(), zone), datetime.combine(on + timedelta(days=1), time(), zone)


def dailies_due(now: datetime) -> list[tuple[Node, date]]:
    """The dailies to send by now: of each node with management, every day since the last one sent.

    Yesterday's from eight in the morning, local time. After a silence the missed days follow, a week at most.
    """
    managed = _management(now).filter(node=OuterRef("pk"))
    nodes = Node.objects.filter(Exists(managed), is_active=True).order_by("path")
    sent = ComplaintDaily.objects.filter(sent_at__isnull=False, node__in=nodes).order_by("node", "-on")
    last_sent = dict(sent.distinct("node").values_list("node", "on"))
    due = []
    for node in nodes:
        local = now.astimezone(ZoneInfo(node.zone))
        newest = local.date() - timedelta(days=1 if local.time() >= SENT_AT else 2)
        first = max(
            last_sent.get(node.pk, newest - timedelta(days=1)), newest - timedelta(days=CATCH_UP_DAYS)
        )
        if node.pk not in last_sent and local.time() < SENT_AT:
            continue
        due += [(node, first + timedelta(days=n)) for n in range(1, (newest - first).days + 1)]
    return due


def readers_of_daily(node: Node, *, now: datetime) -> list[StaffMember]:
    """The management of a node: who holds the right to the daily by a rank of management, appointed there."""
    held = _management(now).filter(node=node)
    return list(StaffMember.objects.filter(pk__in=held.values("staff"), is_active=True).order_by("id"))


def _management(now: datetime):
    return Appointment.objects.active(now).filter(
        role__permissions__contains=[SEE_DAILY.code], role__escalation_rank__gte=MANAGEMENT_RANK
    )


def _lines(ids: Iterable[int], *, until: datetime | None) -> dict[int, DailyLine]:
    """The lines by case id, in four queries however many there are."""
    cases = (
        Case.objects.filter(pk__in=list(ids))
        .select_related("node", "customer", "unit", "category", "owner")
        .order_by("id")
    )
    by_thread = {case.conversation_id: case for case in cases}
    said = Message.objects.filter(conversation__in=list(by_thread)).distinct("conversation")
    before = Q() if until is None else Q(sent_at__lte=until)
    own = dict(
        said.filter(direction=Message.Direction.IN)
        .order_by("conversation", "sent_at", "id")
        .values_list("conversation", "body")
    )
    answers = {
        thread: Answer(body, at, name or "")
        for thread, body, at, name in said.filter(before, direction=Message.Direction.OUT)
        .order_by("conversation", "-sent_at", "-id")
        .values_list("conversation", "body", "sent_at", "staff__name")
    }
    return {
        case.pk: DailyLine(case, own.get(thread, ""), answers.get(thread))
        for thread, case in by_thread.items()
    }
