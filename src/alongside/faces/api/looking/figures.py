"""Figures and the complaint daily (CAS-12, CAS-14)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404
from pydantic import Field

from alongside.domain.cases.permissions import SEE_DAILY, SEE_FIGURES
from alongside.domain.cases.queries.daily import DailyLine, daily_of
from alongside.domain.cases.queries.figures import Figures, Line, LossLine, figures_between, month_figures
from alongside.domain.organisation.models import Node
from alongside.faces.api.answering import Chapter
from alongside.faces.api.cases.shapes import KindCode
from alongside.faces.api.gate import ApiRequest, find
from alongside.faces.api.texts import Day, Out

numbers = Chapter("Figures and the daily")


class LineOut(Out):
    """How many cases, of which slice; `conditions` are what the list of cases takes."""

    key: str
    label: str
    count: int
    conditions: dict[str, Any]


class MilestoneFigureOut(Out):
    """Time to a milestone in seconds, and how many were on time."""

    key: str
    reached: int
    median_seconds: int | None
    p90_seconds: int | None
    on_time: int
    late: int


class LossFigureOut(Out):
    """Confirmed yuan."""

    key: str
    label: str
    amount: str
    cases: int


class FiguresOut(Out):
    """Counts of the cases opened in these days, with all nodes below (CAS-14)."""

    node: str
    since: date
    until: date
    kind: str
    total: int
    by_branch: list[LineOut]
    by_category: list[LineOut]
    by_cause: list[LineOut]
    by_channel: list[LineOut]
    by_hour: list[LineOut]
    by_weekday: list[LineOut]
    by_severity: list[LineOut]
    by_state: list[LineOut]
    milestones: list[MilestoneFigureOut]
    reopened: int
    transferred: int
    repeat_customers: int
    rated: int
    mean_rating: float | None
    losses_total: str
    losses_by_kind: list[LossFigureOut]


class DailyLineOut(Out):
    """One complaint in the customer's own words, and what we answered."""

    number: str
    title: str
    own_words: str
    received_at: datetime
    state: str
    owner: str
    answer: str
    answered_at: datetime | None


class DailyOut(Out):
    """The complaint daily of a day (CAS-12)."""

    node: str
    on: date
    made_at: datetime | None
    new: list[DailyLineOut]
    carried: list[DailyLineOut]
    carried_more: int
    closed: list[DailyLineOut]


@numbers.get("/figures/month", FiguresOut)
def get_month_figures(
    request: ApiRequest,
    node: Annotated[str, Field(max_length=8)],
    month: Day,
    kind: KindCode | Literal[""] = "",
) -> FiguresOut:
    """The figures of the month in which the day lies."""
    found = month_figures(
        _node(request, node, SEE_FIGURES), month, kind, viewer=request.viewer, now=request.now
    )
    return _figures(found)


@numbers.get("/figures/between", FiguresOut)
def get_figures_between(
    request: ApiRequest,
    node: Annotated[str, Field(max_length=8)],
    since: Day,
    until: Day,
    kind: KindCode | Literal[""] = "",
) -> FiguresOut:
    """The figures of any days, both included."""
    found = figures_between(_node(request, node, SEE_FIGURES), since, until, kind, viewer=request.viewer)
    return _figures(found)


@numbers.get("/daily", DailyOut)
def get_daily(request: ApiRequest, node: Annotated[str, Field(max_length=8)], on: Day) -> DailyOut:
    """The complaint daily: each complaint of the day, and those carried forward."""
    daily = daily_of(_node(request, node, SEE_DAILY), on, request.viewer)
    return DailyOut(
        node=daily.node.code,
        on=daily.on,
        made_at=daily.made_at,
        new=[_line_of_day(one) for one in daily.new],
        carried=[_line_of_day(one) for one in daily.carried],
        carried_more=daily.carried_more,
        closed=[_line_of_day(one) for one in daily.closed],
    )


def _node(request: ApiRequest, code: str, permission: Any) -> Node:
    if not code.isalnum():
        raise Http404
    node = find(Node.objects.within(request.viewer.client.node), code=code)
    request.viewer.require(permission, on=node)
    return node


def _line(line: Line) -> LineOut:
    return LineOut(
        key=str(line.key), label=str(line.label), count=line.count, conditions=line.conditions.as_query()
    )


def _loss(line: LossLine) -> LossFigureOut:
    return LossFigureOut(key=line.key, label=str(line.label), amount=f"{line.amount:.2f}", cases=line.cases)


def _figures(found: Figures) -> FiguresOut:
    lists = (
        "by_branch", "by_category", "by_cause", "by_channel", "by_hour", "by_weekday", "by_severity", "by_state",
    )  # fmt: skip
    return FiguresOut(
        node=found.node.code,
        since=found.since,
        until=found.until,
        kind=found.kind,
        total=found.total.count,
        **{name: [_line(one) for one in getattr(found, name)] for name in lists},
        milestones=[
            MilestoneFigureOut(
                key=one.key,
                reached=one.reached.count,
                median_seconds=None if one.median is None else int(one.median.total_seconds()),
                p90_seconds=None if one.p90 is None else int(one.p90.total_seconds()),
                on_time=one.on_time.count,
                late=one.late.count,
            )
            for one in found.milestones
        ],
        reopened=found.reopened.count,
        transferred=found.transferred.count,
        repeat_customers=found.repeat_customers,
        rated=found.satisfaction.rated.count,
        mean_rating=found.satisfaction.mean,
        losses_total=f"{found.losses.total.amount:.2f}",
        losses_by_kind=[_loss(one) for one in found.losses.by_kind],
    )


def _line_of_day(line: DailyLine) -> DailyLineOut:
    return DailyLineOut(
        number=line.case.number,
        title=line.case.title,
        own_words=line.own_words,
        received_at=line.received_at,
        state=line.case.state,
        owner=line.case.owner.username if line.case.owner else "",
        answer=line.answer.words if line.answer else "",
        answered_at=line.answer.at if line.answer else None,
    )
