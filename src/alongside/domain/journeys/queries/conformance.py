"""Which journeys kept to the standard, where they strayed, and what the customers said of it (JRN-8).

What is judged are the steps that were due in a period, up to now: done in time, done late, left out with a reason, or
missed (still open). Steps that a plan no longer needs are not judged. A journey kept to the standard when all its steps
were done in time; it strayed when one was late or missed; between lie those with steps left out.

The marks are those that the journey's customer gave in the period, 1 to 5, after a case about this home or about none.
Everything is counted by the database in one pass over the steps of the period.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import pgettext_lazy

ON_TIME, LATE, WAIVED, MISSED = "on_time", "late", "waived", "missed"
FATES: dict[str, Any] = {
    ON_TIME: pgettext_lazy("step", "On time"),
    LATE: pgettext_lazy("step", "Done late"),
    WAIVED: pgettext_lazy("step", "Left out"),
    MISSED: pgettext_lazy("step", "Missed"),
}
KEPT, LEFT_OUT, STRAYED = "kept", "left_out", "strayed"
STANDINGS: dict[str, Any] = {
    KEPT: pgettext_lazy("journeys", "Kept to the standard"),
    LEFT_OUT: pgettext_lazy("journeys", "Kept, with steps left out"),
    STRAYED: pgettext_lazy("journeys", "Strayed"),
}
MOST_VARIANTS = 12


@dataclass(frozen=True)
class Period:
    """What is asked: steps due from `since` until before `until` at these nodes, of journeys by these versions.

    `now` is the latest that counts. `stage`: only the steps of that one.
    """

    node_ids: Sequence[int]
    versions: Sequence[int]
    since: datetime
    until: datetime
    now: datetime
    stage: str = ""


@dataclass(frozen=True)
class Marks:
    """How many marks customers gave, and their sum."""

    count: int = 0
    total: int = 0

    @property
    def mean(self) -> float | None:
        return self.total / self.count if self.count else None

    def plus(self, other: Marks) -> Marks:
        return Marks(self.count + other.count, self.total + other.total)


@dataclass(frozen=True)
class StepFigures:
    """A standard step: how often it was due and what became of it."""

    stage: str
    code: str
    counts: dict[str, int]

    @property
    def due(self) -> int:
        return sum(self.counts.values())

    @property
    def kept_share(self) -> float:
        return self.counts[ON_TIME] / self.due if self.due else 0.0


@dataclass(frozen=True)
class PlaceFigures:
    """The journeys of a node (None: all of them) by how they stand, with the marks of their customers."""

    node_id: int | None
    counts: dict[str, int]
    marks: dict[str, Marks]

    @property
    def journeys(self) -> int:
        return sum(self.counts.values())

    @property
    def kept_share(self) -> float | None:
        return self.counts[KEPT] / self.journeys if self.journeys else None

    @property
    def all_marks(self) -> Marks:
        return _sum(self.marks.values())


@dataclass(frozen=True)
class Variant:
    """A way that journeys took: stages (or, within one stage, steps) in the order in which they came, each with the
    worst that happened there."""

    path: tuple[tuple[str, str], ...]
    journeys: int
    marks: Marks

    @property
    def key(self) -> str:
        return ">".join(f"{part}:{fate}" for part, fate in self.path)


@dataclass(frozen=True)
class Conformance:
    """The whole. `variants` are the most frequent of `variant_count`."""

    steps: list[StepFigures]
    places: list[PlaceFigures]
    variants: list[Variant]
    variant_count: int

    @property
    def total(self) -> PlaceFigures:
        counts = {one: sum(place.counts[one] for place in self.places) for one in STANDINGS}
        marks = {one: _sum(place.marks[one] for place in self.places) for one in STANDINGS}
        return PlaceFigures(None, counts, marks)

    @property
    def step_total(self) -> StepFigures:
        return StepFigures("", "", {one: sum(step.counts[one] for step in self.steps) for one in FATES})

    @property
    def cost(self) -> float | None:
        """By how much those who strayed are less satisfied than those who were walked with as promised."""
        kept, strayed = self.total.marks[KEPT].mean, self.total.marks[STRAYED].mean
        return None if kept is None or strayed is None else kept - strayed

    @property
    def verdict(self) -> str:
        """Whether those who strayed are "less" satisfied, "more", or the "same" to a tenth of a mark; "" without marks."""
        if self.cost is None:
            return ""
        cost = round(self.cost, 1)
        return "less" if cost > 0 else "more" if cost < 0 else "same"


@dataclass(frozen=True)
class Narrowed:
    """Which of the judged steps and journeys: by what became of a step, its code, how the journey stands, its way."""

    fate: str = ""
    code: str = ""
    standing: str = ""
    variant: str = ""
    node_id: int | None = None


@dataclass(frozen=True)
class Found:
    """Journeys that answer to it, and the steps of theirs that do, with what became of each."""

    journeys: int
    steps: int
    rows: list[tuple[int, list[tuple[str, datetime, datetime | None, str]]]] = field(default_factory=list)


_JUDGED = """
    WITH judged AS (
        SELECT s.journey_id, s.node_id, s.stage, s.code, s.due_at, s.closed_at, coalesce(s.closed_at, s.due_at) AS at,
               CASE WHEN s.state = 'waived' THEN 'waived' WHEN s.state = 'planned' THEN 'missed'
                    WHEN s.closed_at <= s.due_at THEN 'on_time' ELSE 'late' END AS fate
          FROM journeys_step s
          JOIN journeys_journey j ON j.id = s.journey_id
         WHERE s.node_id = ANY(%(nodes)s) AND s.due_at >= %(since)s AND s.due_at < least(%(until)s, %(now)s)
           AND s.state <> 'withdrawn' AND j.version_walked_id = ANY(%(versions)s)
           AND (%(stage)s = '' OR s.stage = %(stage)s)
    ), standing AS (
        SELECT journey_id, min(node_id) AS node_id,
               CASE WHEN bool_or(fate IN ('late', 'missed')) THEN 'strayed'
                    WHEN bool_or(fate = 'waived') THEN 'left_out' ELSE 'kept' END AS standing
          FROM judged GROUP BY journey_id
    )
"""
_MARKED = """
    , marked AS (
        SELECT st.journey_id, st.node_id, st.standing, count(c.rating) AS marks, coalesce(sum(c.rating), 0) AS total
          FROM standing st
          JOIN journeys_journey j ON j.id = st.journey_id
          LEFT JOIN cases_case c ON c.customer_id = j.customer_id AND c.rating IS NOT NULL
               AND c.rated_at >= %(since)s AND c.rated_at < %(until)s AND c.node_id = ANY(%(nodes)s)
               AND (c.unit_id IS NULL OR c.unit_id = j.unit_id)
         GROUP BY st.journey_id, st.node_id, st.standing
    )
"""
_PATHS = """
    , parts AS (
        SELECT journey_id, {part} AS part, min(at) AS first_at,
               max(CASE fate WHEN 'missed' THEN 3 WHEN 'late' THEN 2 WHEN 'waived' THEN 1 ELSE 0 END) AS worst
          FROM judged GROUP BY journey_id, {part}
    ), paths AS (
        SELECT journey_id,
               string_agg(part || ':' || (ARRAY['on_time', 'waived', 'late', 'missed'])[worst + 1], '>'
                          ORDER BY first_at, part) AS path
          FROM parts GROUP BY journey_id
    )
"""
# The steps of the period are judged once, and counted in three ways: of each row what it counts stands first.
_EVERYTHING = f"""{_JUDGED} {_MARKED} {_PATHS}
    SELECT 'step', stage, code, fate, NULL::bigint, count(*), 0, 0, 0 FROM judged GROUP BY stage, code, fate
    UNION ALL
    SELECT 'place', standing, '', '', node_id, count(*), sum(marks), sum(total), 0
      FROM marked GROUP BY node_id, standing
    UNION ALL
    (SELECT 'way', p.path, '', '', NULL, count(*), sum(m.marks), sum(m.total), count(*) OVER ()
       FROM paths p JOIN marked m USING (journey_id)
      GROUP BY p.path ORDER BY count(*) DESC, p.path LIMIT %(most)s)
"""
_NARROWED = """
    , narrowed AS (
        SELECT d.*
          FROM judged d JOIN standing st USING (journey_id) {paths}
         WHERE (%(fate)s = '' OR d.fate = %(fate)s) AND (%(code)s = '' OR d.code = %(code)s)
           AND (%(standing)s = '' OR st.standing = %(standing)s)
           AND (%(node)s::bigint IS NULL OR d.node_id = %(node)s) {on_path}
    )
"""
_COUNT = "SELECT count(DISTINCT journey_id), count(*) FROM narrowed"
_ROWS = """
    , page AS (
        SELECT DISTINCT journey_id FROM narrowed WHERE journey_id < %(before)s ORDER BY journey_id DESC LIMIT %(most)s
    )
    SELECT journey_id, code, due_at, closed_at, fate FROM narrowed JOIN page USING (journey_id)
     ORDER BY journey_id DESC, due_at, code
"""


def conformance(period: Period) -> Conformance:
    """Everything that was due in the period, judged. One pass over its steps, one query."""
    if not period.node_ids or not period.versions:
        return Conformance([], [], [], 0)
    counted: dict[str, list[Any]] = {"step": [], "place": [], "way": []}
    given = {**_given(period), "most": MOST_VARIANTS}
    for what, *row in _rows(_EVERYTHING.format(part=_part(period)), given):
        counted[what].append(row)
    ways = counted["way"]
    return Conformance(
        _steps((stage, code, fate, n) for stage, code, fate, _node, n, *_marks in counted["step"]),
        _places((node, standing, n, *marks) for standing, _b, _c, node, n, *marks, _all in counted["place"]),
        [Variant(_path(way), n, Marks(int(marks), int(total))) for way, *_no, n, marks, total, _all in ways],
        ways[0][-1] if ways else 0,
    )


def journeys_judged(period: Period, narrowed: Narrowed, *, before: int, most: int) -> Found:
    """The journeys behind a figure, the youngest first: those with a smaller id than `before`, at most so many."""
    if not period.node_ids or not period.versions:
        return Found(0, 0)
    given = {
        **_given(period),
        "fate": narrowed.fate,
        "code": narrowed.code,
        "standing": narrowed.standing,
        "node": narrowed.node_id,
        "variant": narrowed.variant,
        "before": before,
        "most": most,
    }
    part = _part(period)
    paths, on_path = (
        ("JOIN paths p USING (journey_id)", "AND p.path = %(variant)s") if narrowed.variant else ("", "")
    )
    start = _JUDGED + (_PATHS.format(part=part) if narrowed.variant else "")
    start += _NARROWED.format(paths=paths, on_path=on_path)
    ((journeys, steps),) = _rows(f"{start} {_COUNT}", given)
    rows: dict[int, list[tuple[str, datetime, datetime | None, str]]] = {}
    for journey_id, code, due_at, closed_at, fate in _rows(f"{start} {_ROWS}", given):
        rows.setdefault(journey_id, []).append((code, due_at, closed_at, fate))
    return Found(journeys, steps, list(rows.items()))


def _given(period: Period) -> dict[str, Any]:
    return {
        "nodes": list(period.node_ids),
        "versions": list(period.versions),
        "since": period.since,
        "until": period.until,
        "now": period.now,
        "stage": period.stage,
    }


def _part(period: Period) -> str:
    """Within one stage a way is told by its steps, else by its stages."""
    return "code" if period.stage else "stage"


def _rows(sql: str, given: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


def _steps(rows: Iterable[Any]) -> list[StepFigures]:
    found: dict[tuple[str, str], StepFigures] = {}
    for stage, code, fate, count in rows:
        one = found.setdefault((stage, code), StepFigures(stage, code, dict.fromkeys(FATES, 0)))
        one.counts[fate] = count
    return list(found.values())


def _places(rows: Iterable[Any]) -> list[PlaceFigures]:
    found: dict[int, PlaceFigures] = {}
    for node_id, standing, count, marks, total in rows:
        empty = PlaceFigures(node_id, dict.fromkeys(STANDINGS, 0), dict.fromkeys(STANDINGS, Marks()))
        one = found.setdefault(node_id, empty)
        one.counts[standing], one.marks[standing] = count, Marks(int(marks), int(total))
    return list(found.values())


def _path(written: str) -> tuple[tuple[str, str], ...]:
    parts = (one.rpartition(":") for one in written.split(">"))
    return tuple((part, fate) for part, _colon, fate in parts)


def _sum(marks: Iterable[Marks]) -> Marks:
    total = Marks()
    for one in marks:
        total = total.plus(one)
    return total
