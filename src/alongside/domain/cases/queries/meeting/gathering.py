"""What the pack of a case meeting tells, as plain JSON: figures, codes and ids, no words (CAS-13).

The figures are the remembered months of `queries.remembering`, so nothing is counted a second way. `reading` gives the
rest its words again, of today's rows or of those that were given out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from alongside.domain.cases.models import (
    Case,
    CaseMeeting,
    Kind,
    Lesson,
    LiabilityFinding,
    LossEntry,
    MajorComplaint,
    SpotCheck,
)
from alongside.domain.cases.queries.findings import loss_totals
from alongside.domain.cases.queries.remembering import remembered_month
from alongside.domain.organisation.models import Node
from alongside.domain.promises.models import Promise
from alongside.domain.promises.queries.record import Period, by_place, ended_within, summed
from alongside.domain.work.models import Task
from alongside.domain.work.queries import OPEN_TASK_STATES
from alongside.kernel.actor import SYSTEM

MOST_OPEN = 10
MOST_LISTED = 30
MONTHS_SHOWN = 13  # so that the same month of last year stands at the beginning
ENDINGS = ("kept", "kept_changed", "broken", "withdrawn")
BAD_CHECKS = (SpotCheck.Result.DIFFERENT, SpotCheck.Result.NOT_SOLVED)


@dataclass(frozen=True)
class Month:
    """A month where the node is: its days, and the moments at which it begins and is over."""

    first: date
    last: date
    begins: datetime
    over: datetime

    @classmethod
    def of(cls, node: Node, day: date) -> Month:
        zone = ZoneInfo(node.zone)
        first = day.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
        return cls(
            first, after - timedelta(days=1), datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)
        )  # fmt: skip


def compared_months(month: date) -> dict[str, date]:
    """The month, the one before, and the same one a year ago: their first days."""
    first = month.replace(day=1)
    return {
        "this": first,
        "before": (first - timedelta(days=1)).replace(day=1),
        "year": first.replace(year=first.year - 1),
    }


def months_back(month: date) -> list[date]:
    """The first days of the months that the line of the year shows, the earliest first."""
    count = month.year * 12 + month.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(count - MONTHS_SHOWN + 1, count + 1)]


def gather(node: Node, month: date, *, now: datetime) -> dict[str, Any]:
    """The pack of the month in which `month` lies, of the node with all below it, as it is now."""
    days = Month.of(node, month)
    year = {first: remembered_month(node, first, kind="", now=now) for first in months_back(days.first)}
    complaints = Kind.COMPLAINT.value
    counted = {
        which: {"": year[first], complaints: remembered_month(node, first, kind=complaints, now=now)}
        for which, first in compared_months(month).items()
    }
    below = counted["this"][""].nodes
    ids = [one.id for one in below]
    return {
        "at": now.isoformat(),
        "nodes": [list(astuple(one)) for one in below],
        "figures": {
            which: {kind: one.figures for kind, one in kinds.items()} for which, kinds in counted.items()
        },
        "trend": [[first.isoformat(), _all_of(one.figures)] for first, one in year.items()],
        "open": _still_open(ids, days),
        "majors": _majors(ids, days),
        "groups": _groups(ids, days),
        "findings": _findings(ids, days),
        "losses": _losses(node, ids, days),
        "promises": _promises(ids, days),
        "checks": _checks(ids, days),
        "lessons": _ids(_lessons(ids, days)),
        "decisions": _decisions(node, days),
    }


def _all_of(figures: dict[str, Any]) -> int:
    return next((count for what, _key, count in figures["counts"] if what == "all"), 0)


def _ids(rows: QuerySet[Any]) -> list[int]:
    return list(rows.values_list("pk", flat=True)[:MOST_LISTED])


def _still_open(ids: list[int], days: Month) -> dict[str, Any]:
    """Complaints of before the month's end that have no end themselves, the oldest first."""
    found = Case.objects.filter(
        node_id__in=ids, is_open=True, kind=Kind.COMPLAINT, opened_at__lt=days.over
    ).order_by("opened_at", "pk")
    return {
        "count": found.count(),
        "lines": [list(one) for one in found.values_list("pk", "state")[:MOST_OPEN]],
    }


def _majors(ids: list[int], days: Month) -> list[list[Any]]:
    """Declared in the month, or earlier and not reviewed before it."""
    running = Q(reviewed_at__isnull=True) | Q(reviewed_at__gte=days.begins)
    found = MajorComplaint.objects.filter(running, case__node_id__in=ids, declared_at__lt=days.over)
    rows = found.order_by("declared_at", "pk").values_list("pk", "case_id", "case__state")
    return [list(one) for one in rows[:MOST_LISTED]]


def _groups(ids: list[int], days: Month) -> list[list[Any]]:
    """Lead cases that other cases follow (CAS-11, CAS-19), the largest first: those open, or ended in the month."""
    following = Case.objects.filter(lead_case__isnull=False, opened_at__lt=days.over)
    standing = Q(is_open=True) | Q(closed_at__gte=days.begins)
    leads = Case.objects.filter(standing, node_id__in=ids, pk__in=following.values("lead_case"))
    counted = leads.annotate(
        following=Count("member_cases"), still=Count("member_cases", filter=Q(member_cases__is_open=True))
    )
    rows = counted.order_by("-following", "pk").values_list("pk", "state", "following", "still")
    return [list(one) for one in rows[:MOST_LISTED]]


def _findings(ids: list[int], days: Month) -> dict[str, Any]:
    found = LiabilityFinding.objects.standing().filter(
        node_id__in=ids, issued_at__gte=days.begins, issued_at__lt=days.over
    )
    rows = found.order_by("issued_at", "pk").values_list("pk", "case_id", "state")
    return {"count": found.count(), "lines": [list(one) for one in rows[:MOST_LISTED]]}


def _losses(node: Node, ids: list[int], days: Month) -> dict[str, Any]:
    """The confirmed lines of the ledger of these days, the largest first, and what still waits for a yes."""
    lines = LossEntry.objects.counted().filter(node_id__in=ids, on__range=(days.first, days.last))
    totals = loss_totals(SYSTEM, node, since=days.first, until=days.last)
    rows = lines.order_by("-amount", "pk").values_list("pk", "case_id")
    return {
        "count": lines.count(),
        "lines": [list(one) for one in rows[:MOST_LISTED]],
        "waiting_count": totals.waiting_count,
        "waiting_amount": str(totals.waiting_amount),
    }


def _promises(ids: list[int], days: Month) -> dict[str, Any]:
    """How the promises that ended in the month ended, by the record of promises; and the broken ones."""
    ended = ended_within(Period(days.begins, days.over), SYSTEM, node_ids=ids)
    line = summed(by_place(ended), "")
    broken: QuerySet[Promise] = ended.filter(state="broken").order_by("closed_at", "pk")
    rows = broken.values_list("pk", "opened_case__case")
    return {
        **{code: getattr(line, code) for code in ENDINGS},
        "lines": [list(one) for one in rows[:MOST_LISTED]],
    }


def _checks(ids: list[int], days: Month) -> dict[str, Any]:
    """Spot checks drawn from the dailies of the month: how they went, and those that found trouble."""
    drawn = SpotCheck.objects.filter(node_id__in=ids, daily_on__range=(days.first, days.last))
    bad = drawn.filter(result__in=BAD_CHECKS).order_by("daily_on", "pk").values_list("pk", "case_id")
    return {
        "results": dict(Counter(drawn.values_list("result", flat=True))),
        "lines": [list(one) for one in bad[:MOST_LISTED]],
    }


def _lessons(ids: list[int], days: Month) -> QuerySet[Lesson]:
    found = Lesson.objects.published().filter(
        node_id__in=ids, published_at__gte=days.begins, published_at__lt=days.over
    )
    return found.order_by("published_at", "pk")


def _decisions(node: Node, days: Month) -> list[list[Any]]:
    """What the last meeting decided, and what earlier ones decided that is not done yet, with its state."""
    earlier = CaseMeeting.objects.filter(node=node, month__lt=days.first)
    decided = Task.objects.filter(about_kind=CaseMeeting._meta.model_name)
    last = earlier.filter(pk__in=decided.values("about_id")).order_by("-month").first()
    if last is None:
        return []
    wanted = Q(about_id=last.pk) | Q(about_id__in=earlier.values("pk"), state__in=OPEN_TASK_STATES)
    rows = decided.filter(wanted).order_by("asked_at", "pk").values_list("pk", "state")
    return [list(one) for one in rows[:MOST_LISTED]]


def cases_in(plain: dict[str, Any]) -> list[int]:
    """The ids of every case that a pack names, each once."""
    found = {case for case, _state in plain["open"]["lines"]}
    found |= {case for _major, case, _state in plain["majors"]}
    found |= {one[0] for one in plain["groups"]}
    found |= {case for _finding, case, _state in plain["findings"]["lines"]}
    for part in ("losses", "promises", "checks"):
        found |= {case for _id, case in plain[part]["lines"] if case}
    return sorted(found)
