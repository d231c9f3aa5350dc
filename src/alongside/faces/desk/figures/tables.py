"""Figures as tables and charts: one list of them for the page, the workbook and the paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alongside.domain.cases.queries.figures import Figures, Line
from alongside.faces.desk.case_links import cases_at

MOST_ROWS = 40


@dataclass(frozen=True)
class Table:
    """A list of counts with what it counts, said in a sentence (INS-2)."""

    key: str
    title: str
    what: str
    definition: str
    lines: list[Line]
    kind: str = "rows"
    is_linked: bool = True  # whether the reader may list the cases behind it
    sums: bool = True  # whether the lines add up to the total

    @property
    def shown(self) -> list[Line]:
        """Without noughts, the largest first; the hours and the days stay as the clock has them."""
        if self.kind == "bar":
            return self.lines
        return sorted((one for one in self.lines if one.count), key=lambda one: -one.count)[:MOST_ROWS]

    @property
    def total(self) -> int:
        return sum(one.count for one in self.lines)

    @property
    def most(self) -> int:
        return max((one.count for one in self.lines), default=0)

    @property
    def chart(self) -> dict[str, Any]:
        lines = self.shown if self.kind == "bar" else self.shown[:10]
        return {
            "kind": self.kind,
            "what": self.what,
            "labels": [str(one.label) for one in lines],
            "links": [cases_at(one.conditions) if one.count and self.is_linked else "" for one in lines],
            "series": [{"name": _("Cases"), "values": [one.count for one in lines]}] if self.total else [],
        }

    @property
    def is_short(self) -> bool:
        """Whether the table may stand open below its chart."""
        return self.kind == "rows" and len(self.shown) <= 6

    @property
    def height(self) -> str:
        return "sm" if self.kind == "rows" and len(self.shown) <= 4 else "md"


def tables_of(figures: Figures) -> list[Table]:
    """Every count of the month, in the order in which it is read."""
    return [
        Table("branch", _("By branch"), _("Office or branch"), _("By the branch that the case belongs to."), figures.by_branch),
        Table(
            "category", _("By category"), _("Category"),
            _("A category counts the ones below it too."), figures.top_categories,
        ),
        Table(
            "cause", _("By cause"), _("Cause"),
            _("By the cause of the liability finding that stands."), figures.by_cause,
        ),
        Table("channel", _("By channel"), _("Channel"), _("How it came to us first."), figures.by_channel),
        Table(
            "hour", _("By hour of the day"), _("Hour"),
            _("The hour in which it came, in local time."), figures.by_hour, "bar",
        ),
        Table(
            "weekday", _("By day of the week"), _("Day"),
            _("The day on which it came, in local time."), figures.by_weekday, "bar",
        ),
        Table("severity", _("By severity"), _("Severity"), _("As it is set now."), figures.by_severity),
        Table("state", _("By state"), _("State"), _("Where the cases of this month stand now."), figures.by_state),
        Table(
            "rating", _("Satisfaction"), _("Mark"),
            _("The mark that customers gave after closing, 1 to 5."), figures.satisfaction.by_rating, "bar",
        ),
    ]  # fmt: skip
