"""Figures of a node with all below it, each with the conditions that open it into its cases (CAS-14)."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.cases.models import Category, Kind, LiabilityFinding, LossEntry, Severity
from alongside.domain.cases.permissions import SEE_FIGURES
from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.cases.queries.counting import count_rows
from alongside.domain.cases.queries.remembering import Below, Counted, remembered_month, subtree_of
from alongside.domain.cases.rules.figures import LOSS_GROUPS, MILESTONES, NONE
from alongside.domain.cases.states import LABELS
from alongside.domain.conversations.models import Channel
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick
from alongside.kernel.refusals import Refused

LONGEST = timedelta(days=3660)
GOOD = 4  # a rating from here on is a good one

MILESTONE_LABELS = {
    "acknowledge": _("Acknowledge"),
    "answer": _("First answer"),
    "on_site": _("On site"),
    "resolve": _("Resolve"),
    "call_back": _("Call back"),
    "close": pgettext_lazy("case", "Close"),
}
LOSS_LABELS = {"direct": _("Direct"), "indirect": _("Indirect, estimated"), "recovery": _("Recovered")}


@dataclass(frozen=True)
class Line:
    """How many cases, of which slice. `cases_matching(viewer, conditions)` finds exactly these."""

    key: str
    label: Any
    count: int
    conditions: Conditions


@dataclass(frozen=True)
class MilestoneFigures:
    """Elapsed time to a milestone: the cases that reached it, median and 90th percentile (times of real cases).

    `met` counts deadlines met at all, `on_time` those met in time; both empty of what still runs.
    """

    key: str
    label: Any
    reached: Line
    median: timedelta | None
    p90: timedelta | None
    met: int
    on_time: Line
    late: Line

    @property
    def on_time_share(self) -> float | None:
        """0 to 1; None where no deadline was met."""
        return self.on_time.count / self.met if self.met else None


@dataclass(frozen=True)
class Satisfaction:
    """The customers' marks after closing, 1 to 5."""

    rated: Line
    by_rating: list[Line]
    good: Line

    @property
    def mean(self) -> float | None:
        marks = sum(int(line.key) * line.count for line in self.by_rating)
        return marks / self.rated.count if self.rated.count else None

    @property
    def good_share(self) -> float | None:
        return self.good.count / self.rated.count if self.rated.count else None


@dataclass(frozen=True)
class LossLine:
    """Confirmed yuan, and how many cases they belong to."""

    key: str
    label: Any
    amount: Decimal
    cases: int
    conditions: Conditions


@dataclass(frozen=True)
class LossFigures:
    """Losses by their own day. Recoveries are negative, so `total` is what remains."""

    total: LossLine
    by_group: list[LossLine]
    by_kind: list[LossLine]
    by_cause: list[LossLine]
    by_branch: list[LossLine]

    @property
    def direct(self) -> Decimal:
        return next(line.amount for line in self.by_group if line.key == "direct")


@dataclass(frozen=True)
class Figures:
    """Counts of the cases opened from `since` until `until`, both included, in the node's zone.

    Branches are the nodes right below, then the node's own cases. Each list adds up to the total, except
    `by_category`, where a category counts its descendants too: there `top_categories` do.
    """

    node: Node
    since: date
    until: date
    kind: str
    made_at: datetime | None
    total: Line
    by_branch: list[Line]
    by_category: list[Line]
    by_cause: list[Line]
    by_channel: list[Line]
    by_hour: list[Line]
    by_weekday: list[Line]
    by_severity: list[Line]
    by_state: list[Line]
    milestones: list[MilestoneFigures]
    repeat_customers: int
    repeat: Line
    reopened: Line
    transferred: Line
    satisfaction: Satisfaction
    losses: LossFigures

    @property
    def top_categories(self) -> list[Line]:
        """Those that no other listed category contains, and the line of cases without one."""
        codes = {line.key for line in self.by_category}
        return [
            line
            for line in self.by_category
            if not any(line.key.startswith(f"{code}/") for code in codes if code)
        ]


def month_figures(node: Node, month: date, kind: str = "", *, viewer: Actor, now: datetime) -> Figures:
    """The figures of the month in which `month` lies; two queries while nothing changed. NotAllowed, Refused."""
    viewer.require(SEE_FIGURES, on=node)
    _check_kind(kind)
    first = month.replace(day=1)
    return figures_counted(node, first, kind, remembered_month(node, first, kind=kind, now=now))


def figures_counted(node: Node, month: date, kind: str, counted: Counted) -> Figures:
    """The figures of a month (its first day) that were counted and kept before. The caller has asked who may."""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return _Reading(node, month, last, kind, counted.nodes, counted.figures).figures(counted.made_at)


def figures_between(node: Node, since: date, until: date, kind: str = "", *, viewer: Actor) -> Figures:
    """The figures of any days, both included; always counted from the rows. NotAllowed, Refused."""
    viewer.require(SEE_FIGURES, on=node)
    _check_kind(kind)
    if not since <= until or until - since > LONGEST:
        raise Refused(_("Choose a first day before the last, at most ten years apart."), field="until")
    nodes = subtree_of(node)
    counted = count_rows([one.id for one in nodes], since=since, until=until, zone=node.zone, kind=kind)
    return _Reading(node, since, until, kind, nodes, counted).figures(None)


def _check_kind(kind: str) -> None:
    if kind and kind not in Kind.values:
        raise Refused(_("There is no such kind of case."), field="kind")


class _Reading:
    """Gives the plain figures their labels, order and conditions."""

    def __init__(
        self, node: Node, since: date, until: date, kind: str, nodes: list[Below], plain: dict[str, Any]
    ) -> None:
        self.node, self.since, self.until, self.kind, self.nodes, self.plain = (
            node,
            since,
            until,
            kind,
            nodes,
            plain,
        )
        self.days = Conditions(
            node=node.pk, kind=(kind,) if kind else (), opened_from=since, opened_until=until
        )
        self.counts: dict[str, dict[str, int]] = defaultdict(dict)
        for what, key, count in plain["counts"]:
            self.counts[what][key] = count

    def figures(self, made_at: datetime | None) -> Figures:
        customers, repeat_cases = self.plain["callers"]
        return Figures(
            node=self.node,
            since=self.since,
            until=self.until,
            kind=self.kind,
            made_at=made_at,
            total=Line("all", _("All"), self.counts["all"].get("", 0), self.days),
            by_branch=self._branches(),
            by_category=self._categories(),
            by_cause=self._causes(),
            by_channel=self._each("channel", Channel.choices, lambda key: {"channel": (key,)}),
            by_hour=self._each(
                "hour",
                [(hour, f"{hour:02d}:00") for hour in range(24)],
                lambda key: {"figure": f"hour:{key}"},
            ),
            by_weekday=self._each("weekday", _WEEKDAYS.items(), lambda key: {"figure": f"weekday:{key}"}),
            by_severity=self._each("severity", Severity.choices, lambda key: {"severity": (int(key),)}),
            by_state=self._each("state", LABELS.items(), lambda key: {"state": (key,)}),
            milestones=[self._milestone(key) for key in MILESTONES],
            repeat_customers=customers,
            repeat=self._line("repeat", _("Repeat callers"), repeat_cases, figure="repeat"),
            reopened=self._line("reopened", _("Reopened"), self.plain["reopened"], reopened=True),
            transferred=self._line(
                "transferred", _("Transferred"), self.plain["transferred"], figure="transferred"
            ),
            satisfaction=self._satisfaction(),
            losses=self._losses(),
        )

    def _line(self, key: str, label: Any, count: int, **conditions: Any) -> Line:
        return Line(key, label, count, replace(self.days, **conditions))

    def _each(self, what: str, choices: Any, conditions: Any) -> list[Line]:
        """A line for each choice, also for those with no case."""
        counts = self.counts[what]
        return [
            self._line(str(key), label, counts.get(str(key), 0), **conditions(str(key)))
            for key, label in choices
        ]

    def _branch_of(self) -> tuple[dict[int, int], list[Below]]:
        """Which branch each node of the subtree belongs to, and the branches by their way through the tree."""
        level = len(self.node.ancestor_ids)
        ways = {one.id: [int(part) for part in one.path.split("/") if part] for one in self.nodes}
        branch_of = {id_: way[level] if len(way) > level else self.node.pk for id_, way in ways.items()}
        return branch_of, [one for one in self.nodes if len(ways[one.id]) == level + 1]

    def _branch_conditions(self, branch: Below) -> dict[str, Any]:
        """By its own address where its days are ours; a node in another zone by the days of this one."""
        return {"node": branch.id} if branch.zone == self.node.zone else {"figure": f"branch:{branch.id}"}

    def _branches(self) -> list[Line]:
        branch_of, branches = self._branch_of()
        counts: dict[int, int] = defaultdict(int)
        for id_, count in self.counts["node"].items():
            counts[branch_of[int(id_)]] += count
        lines = [
            self._line(str(one.id), one.name, counts[one.id], **self._branch_conditions(one))
            for one in branches
        ]
        own = counts[self.node.pk]
        return [*lines, self._line("own", self.node.name, own, figure="own")] if own or not lines else lines

    def _categories(self) -> list[Line]:
        counts = {int(key): count for key, count in self.counts["category"].items() if key}
        known = list(Category.objects.values_list("id", "code", "name")) if counts else []
        totals: dict[str, int] = defaultdict(int)
        for id_, code, _name in known:
            parts = code.split("/")
            for depth in range(1, len(parts) + 1):
                totals["/".join(parts[:depth])] += counts.get(id_, 0)
        lines = [
            self._line(code, pick(name) or code, totals[code], category=code)
            for _id, code, name in known
            if totals[code]
        ]
        without = self.counts["category"].get("", 0)
        return [*lines, self._line("", _("Without a category"), without, figure="uncategorised")]

    def _causes(self) -> list[Line]:
        lines = self._each("cause", LiabilityFinding.Cause.choices, lambda key: {"figure": f"cause:{key}"})
        without = self.counts["cause"].get("", 0)
        return [*lines, self._line("", _("Not established"), without, figure=f"cause:{NONE}")]

    def _milestone(self, key: str) -> MilestoneFigures:
        met, on_time, median, p90 = self.plain["deadlines"].get(key, (0, 0, None, None))
        reached = met
        if key in {"acknowledge", "answer", "resolve", "close"}:
            reached, median, p90 = self.plain["times"].get(key, (0, None, None))
        label = MILESTONE_LABELS[key]
        return MilestoneFigures(
            key=key,
            label=label,
            reached=self._line(key, label, reached, figure=f"reached:{key}"),
            median=None if median is None else timedelta(microseconds=median),
            p90=None if p90 is None else timedelta(microseconds=p90),
            met=met,
            on_time=self._line("on_time", _("On time"), on_time, figure=f"on_time:{key}"),
            late=self._line("late", _("Late"), met - on_time, figure=f"late:{key}"),
        )

    def _satisfaction(self) -> Satisfaction:
        lines = self._each(
            "rating", [(mark, str(mark)) for mark in range(1, 6)], lambda key: {"rating": (int(key),)}
        )
        good = [line.count for line in lines if int(line.key) >= GOOD]
        everyone = tuple(range(1, 6))
        return Satisfaction(
            rated=self._line("rated", _("Rated"), sum(line.count for line in lines), rating=everyone),
            by_rating=lines,
            good=self._line("good", _("4 or 5"), sum(good), rating=everyone[GOOD - 1 :]),
        )

    def _losses(self) -> LossFigures:
        found: dict[str, dict[str, tuple[Decimal, int]]] = defaultdict(dict)
        for what, key, amount, cases, _entries in self.plain["losses"]:
            found[what][key] = (Decimal(amount or 0), cases)
        nothing = (Decimal("0.00"), 0)

        def line(what: str, key: str, label: Any, **but: Any) -> LossLine:
            amount, cases = found[what].get(key, nothing)
            which = "" if what == "all" else key or NONE
            by = f"loss:{self.since}:{self.until}:{what}:{which}"
            asked: dict[str, Any] = {"node": self.node.pk, "kind": self.days.kind, "figure": by}
            conditions = Conditions(**asked | but)
            return LossLine(key, label, amount, cases, conditions)

        return LossFigures(
            total=line("all", "", _("All")),
            by_group=[line("group", key, LOSS_LABELS[key]) for key in LOSS_GROUPS],
            by_kind=[line("kind", key, label) for key, label in LossEntry.Kind.choices],
            by_cause=[
                line("cause", key, label)
                for key, label in [*LiabilityFinding.Cause.choices, ("", _("Not established"))]
            ],
            by_branch=self._loss_branches(found["branch"]),
        )

    def _loss_branches(self, found: dict[str, tuple[Decimal, int]]) -> list[LossLine]:
        branch_of, branches = self._branch_of()
        amounts: dict[int, Decimal] = defaultdict(lambda: Decimal("0.00"))
        cases: dict[int, int] = defaultdict(int)
        for id_, (amount, count) in found.items():
            amounts[branch_of[int(id_)]] += amount
            cases[branch_of[int(id_)]] += count
        by = f"loss:{self.since}:{self.until}:all:"
        lines = [
            LossLine(
                str(one.id),
                one.name,
                amounts[one.id],
                cases[one.id],
                Conditions(node=one.id, kind=self.days.kind, figure=by),
            )
            for one in branches
        ]
        if cases[self.node.pk] or not lines:
            own = Conditions(
                node=self.node.pk, kind=self.days.kind, figure=f"loss:{self.since}:{self.until}:own:"
            )
            lines.append(LossLine("own", self.node.name, amounts[self.node.pk], cases[self.node.pk], own))
        return lines


_WEEKDAYS = {
    1: _("Monday"),
    2: _("Tuesday"),
    3: _("Wednesday"),
    4: _("Thursday"),
    5: _("Friday"),
    6: _("Saturday"),
    7: _("Sunday"),
}
