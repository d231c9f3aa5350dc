"""What the list of promises is narrowed to, from its address; what makes no sense asks nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from alongside.domain.organisation.models import Node
from alongside.domain.promises.models import Promise
from alongside.domain.promises.queries.reading import SHOWN, shown_to
from alongside.domain.promises.queries.record import ENDINGS, Period, ended_within
from alongside.faces.desk.page import DeskRequest
from alongside.faces.ui.asked import is_whole

SOON = timedelta(days=3)
USUAL_DAYS = 90
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class AskedPeriod:
    """From a day to a day, both counted."""

    first: date
    last: date

    @property
    def moments(self) -> Period:
        return Period(_begin(self.first), _begin(self.last + timedelta(days=1)))

    @property
    def params(self) -> dict[str, str]:
        return {"from": self.first.isoformat(), "until": self.last.isoformat()}


def asked_period(request: DeskRequest) -> AskedPeriod:
    """`?from=&until=`; the last ninety days for what is no period."""
    today = timezone.localdate(request.now)
    last = min(max(_day(request.GET.get("until", "")) or today, EARLIEST), today)
    first = _day(request.GET.get("from", "")) or last - timedelta(days=USUAL_DAYS - 1)
    return AskedPeriod(min(max(first, EARLIEST), last), last)


def standing(request: DeskRequest, tab: str, place: Node | None) -> QuerySet[Promise]:
    """Those still owed: mine, everybody's, those due soon, those waiting for the customer."""
    rows = shown_to(request.viewer).standing()
    if tab == "mine":
        rows = rows.filter(keeper_id=request.user.pk)
    elif tab == "soon":
        rows = rows.filter(due_at__lte=request.now + SOON)
    elif tab == "asked":
        rows = rows.filter(state="asked")
    return _at(rows, place).order_by("due_at", "id")


def ended(request: DeskRequest, tab: str, place: Node | None) -> QuerySet[Promise]:
    """Those that have ended: the broken ones, or the rows behind a figure of the record."""
    if tab == "broken":
        return _at(shown_to(request.viewer).filter(state="broken"), place).order_by("-closed_at", "-id")
    rows = ended_within(asked_period(request).moments, request.viewer)
    if condition := ENDINGS.get(request.GET.get("ending", "")):
        rows = rows.filter(condition)
    for param, field in (("keeper", "keeper_id"), ("at", "node_id")):
        asked = request.GET.get(param, "")
        if is_whole(asked):
            rows = rows.filter(**{field: int(asked)})
    return _at(rows, place).select_related(*SHOWN).order_by("-closed_at", "-id")


def place_after(request: DeskRequest) -> tuple[datetime, int] | None:
    """Where the page before ended; nothing for what is no such place."""
    try:
        moment = parse_datetime(request.GET.get("after", ""))
    except ValueError:
        return None
    pk = request.GET.get("id", "")
    if moment is None or moment.tzinfo is None or not is_whole(pk):
        return None
    return moment, int(pk)


def _at(rows: QuerySet[Promise], place: Node | None) -> QuerySet[Promise]:
    return rows.filter(node__path__startswith=place.path) if place else rows


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(0), timezone.get_current_timezone())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
