"""The month beside the month before and the same month of last year: rows, times and charts of a pack (CAS-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.domain.cases.queries.figures import Figures, Line, MilestoneFigures
from alongside.domain.cases.queries.meeting.reading import Pack, Trio
from alongside.faces.desk.templatetags.manage import lasting
from alongside.faces.ui.templatetags.ui import money, percent

MOST_NAMES = 6  # so many have their numbers beside them in the chart
Value = int | float | Decimal | timedelta | None


@dataclass(frozen=True)
class Change:
    """How a value went: `words` with its sign, and whether that is good (`tone`)."""

    words: str
    icon: str
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One measure in the three months. `line` opens the cases of this month's value, where it counts cases."""

    label: str
    this: Any
    before: Any
    year: Any
    since_before: Change | None
    since_year: Change | None
    line: Line | None = None
    given: Any = None  # what was given out, where that differs from today


@dataclass(frozen=True)
class Measure:
    """How a measure is read, said and judged: `better` is -1 where less is better, 0 where neither is."""

    label: str
    read: Callable[[Figures], Value]
    said: Callable[[Any], Any] = str
    better: int = 0
    line: Callable[[Figures], Line] | None = None
    is_share: bool = False
    of_complaints: bool = False


def measures() -> list[Measure]:
    """What a meeting asks first, in the order in which it does."""

    def milestone(figures: Figures, key: str) -> MilestoneFigures:
        return next(one for one in figures.milestones if one.key == key)

    def mean(value: float) -> str:
        return f"{value:.2f}"

    return [
        Measure(_("Received"), lambda one: one.total.count, line=lambda one: one.total),
        Measure(
            _("of these complaints"), lambda one: one.total.count, better=-1, line=lambda one: one.total,
            of_complaints=True,
        ),
        Measure(
            _("First answer on time"), lambda one: milestone(one, "answer").on_time_share, percent, 1, is_share=True
        ),
        Measure(
            _("Resolved on time"), lambda one: milestone(one, "resolve").on_time_share, percent, 1, is_share=True
        ),
        Measure(_("Time to resolve, half within"), lambda one: milestone(one, "resolve").median, lasting, -1),
        Measure(_("Time to resolve, 90 of 100 within"), lambda one: milestone(one, "resolve").p90, lasting, -1),
        Measure(_("Reopened"), lambda one: one.reopened.count, better=-1, line=lambda one: one.reopened),
        Measure(
            _("Cases of repeat callers"), lambda one: one.repeat.count, better=-1, line=lambda one: one.repeat
        ),
        Measure(_("Satisfaction after closing"), lambda one: one.satisfaction.mean, mean, 1),
        Measure(_("Direct losses"), lambda one: one.losses.direct, money, -1),
        Measure(_("Losses less recovered"), lambda one: one.losses.total.amount, money, -1),
    ]  # fmt: skip


def rows_of(pack: Pack, given: Pack | None = None) -> list[Row]:
    """Every measure of a pack; with what was given out where today's value is another."""
    rows = []
    for one in measures():
        trio = _trio(pack, one)
        this, before, year = (one.read(figures) for figures in (trio.this, trio.before, trio.year))
        then = one.read(_trio(given, one).this) if given else this
        rows.append(
            Row(
                one.label, _said(one, this), _said(one, before), _said(one, year), _change(one, before, this),
                _change(one, year, this), one.line(trio.this) if one.line and this else None,
                _said(one, then) if then != this else None,
            )
        )  # fmt: skip
    return rows


def _trio(pack: Pack, measure: Measure) -> Trio:
    return pack.complaints if measure.of_complaints else pack.all


def _said(measure: Measure, value: Value) -> Any:
    return SafeString("—") if value is None else measure.said(value)


def _change(measure: Measure, was: Value, now: Value) -> Change | None:
    """None where there is nothing to compare with."""
    if was is None or now is None:
        return None
    step: Any = now - was  # type: ignore[operator]
    nothing = type(step)()
    if step == nothing or (measure.is_share and not round(step * 100)):
        return Change(_("same"), "equal")
    tone = "" if not measure.better else "good" if (step > nothing) == (measure.better > 0) else "late"
    words = _words(measure, was, step, nothing).replace("-", "−")
    if words in {"+0%", "−0%"}:
        return Change(_("same"), "equal")
    return Change(words, "arrow-up" if step > nothing else "arrow-down", tone)


def _words(measure: Measure, was: Any, step: Any, nothing: Any) -> str:
    """Points for shares, marks for means, else in per cent; a few of a few are said as they are."""
    if measure.is_share:
        points = round(step * 100)
        return ngettext("%(n)s point", "%(n)s points", abs(points)) % {"n": f"{points:+}"}
    if isinstance(step, float):
        return f"{step:+.2f}"
    if was == nothing or (isinstance(was, int) and was < 10):
        return f"{step:+}" if isinstance(step, int) else _("new")
    return f"{step / was:+.0%}"


@dataclass(frozen=True)
class Spread:
    """A count by its slices in this month and the one before: a chart and the table behind it."""

    key: str
    title: str
    what: str
    rows: list[tuple[Line, int]]
    note: str = ""

    @property
    def most(self) -> int:
        return max((line.count for line, _before in self.rows), default=0)

    @property
    def chart(self) -> dict[str, Any]:
        return {
            "kind": "rows",
            "what": self.what,
            "labels": [str(line.label) for line, _before in self.rows],
            "series": [
                {"name": _("This month"), "values": [line.count for line, _before in self.rows]},
                {
                    "name": _("Month before"),
                    "values": [before for _line, before in self.rows],
                    "tone": "plain",
                },
            ]
            if self.rows
            else [],
        }


def spreads_of(pack: Pack) -> list[Spread]:
    """By what it was about, by its cause, by how it came."""
    this, before = pack.all.this, pack.all.before
    established = [one for one in this.by_cause if one.key]
    unknown = next(one.count for one in this.by_cause if not one.key)
    note = ngettext(
        "The cause of %(n)s case is not established.", "The cause of %(n)s cases is not established.", unknown
    ) % {"n": unknown}
    return [
        Spread("category", _("By category"), _("Category"), _both(this.top_categories, before.by_category)),
        Spread(
            "cause", _("By cause"), _("Cause"), _both(established, before.by_cause), note if unknown else ""
        ),
        Spread("channel", _("By channel"), _("Channel"), _both(this.by_channel, before.by_channel)),
    ]


def _both(this: list[Line], before: list[Line]) -> list[tuple[Line, int]]:
    counts = {one.key: one.count for one in before}
    rows = [(one, counts.get(one.key, 0)) for one in this]
    shown = [one for one in rows if one[0].count or one[1]]
    return sorted(shown, key=lambda one: (-one[0].count, -one[1]))[:MOST_NAMES]


def trend_of(pack: Pack) -> dict[str, Any]:
    """The year's line: what was received in each month."""
    values = [count for _month, count in pack.trend]
    return {
        "kind": "bar",
        "what": _("Month"),
        "labels": [f"{month:%Y-%m}" for month, _count in pack.trend],
        "series": [{"name": _("Received"), "values": values}] if any(values) else [],
    }


def times_of(pack: Pack) -> list[tuple[MilestoneFigures, MilestoneFigures]]:
    """Each milestone of this month beside that of the month before, where one of them was reached."""
    pairs = zip(pack.all.this.milestones, pack.all.before.milestones, strict=True)
    return [(this, before) for this, before in pairs if this.reached.count or before.reached.count]
