"""The lines, ways and signs in which conformance is shown, each with the address of its journeys (JRN-8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from alongside.domain.journeys.queries.conformance import (
    FATES,
    KEPT,
    LEFT_OUT,
    MISSED,
    STANDINGS,
    STRAYED,
    Conformance,
)
from alongside.faces.desk.counted import Cell
from alongside.faces.desk.journeys.asked_period import AskedPeriod
from alongside.faces.desk.journeys.variants import Way, drawn_ways


@dataclass(frozen=True)
class Row:
    """A line of a table: a step, a stage's sum, or a place."""

    label: str
    cells: list[Cell]
    total: Cell
    share: float | None
    marks: Any = None
    cost: Any = None
    is_stage: bool = False
    url: str = ""


TONES = {"late": "soon", MISSED: "late", STRAYED: "late"}


def told(asked: AskedPeriod, found: Conformance) -> dict[str, Any]:
    """The figures for the page and the paper."""
    return {
        "asked": asked,
        "found": found,
        "total": found.total,
        "all_url": asked.rows_at(),
        "stage_name": asked.name_of(asked.stage) if asked.stage else "",
        "without_stage": asked.at(stage=""),
        "signs": signs_of(asked, found),
        "standings": [
            (label, Cell(found.total.counts[one], asked.rows_at(standing=one), TONES.get(one, "")), found.total.marks[one])
            for one, label in STANDINGS.items()
        ],
        "fates": list(FATES.items()),
        "standing_names": list(STANDINGS.items()),
        "steps": list(step_rows(asked, found)),
        "places": list(place_rows(asked, found)),
        "ways": ways_of(asked, found),
        "other_variants": found.variant_count - len(found.variants),
    }  # fmt: skip


def ways_of(asked: AskedPeriod, found: Conformance) -> list[Way]:
    """The variants drawn, each with its share and the address of its journeys."""
    signs = {code: sign for sign, code in _signs(asked, found)}
    return drawn_ways(
        found.variants, found.total.journeys, signs, asked.name_of, lambda key: asked.rows_at(variant=key)
    )


def signs_of(asked: AskedPeriod, found: Conformance) -> list[tuple[str, str]]:
    """What the signs of the ways mean."""
    return [(sign, asked.name_of(code)) for sign, code in _signs(asked, found)]


def _signs(asked: AskedPeriod, found: Conformance) -> list[tuple[str, str]]:
    """A sign for each stage that occurs: the one it is written with; for steps, and stages without, their number."""
    there = {part for one in found.variants for part, _fate in one.path}
    codes = sorted(there, key=lambda code: asked.order.get(code, len(asked.order)))
    return [
        (str(asked.texts.get(code, {}).get("mark") or place), code)
        for place, code in enumerate(codes, start=1)
    ]


def step_rows(asked: AskedPeriod, found: Conformance) -> Iterator[Row]:
    """Each stage with its sum, then its steps, as they are written."""
    by_stage: dict[str, list[Any]] = {}
    for one in sorted(found.steps, key=lambda one: asked.order.get(one.code, 999)):
        by_stage.setdefault(one.stage, []).append(one)
    for stage in sorted(by_stage, key=lambda code: asked.order.get(code, 999)):
        steps = by_stage[stage]
        counts = {fate: sum(one.counts[fate] for one in steps) for fate in FATES}
        due = sum(counts.values())
        yield Row(
            asked.name_of(stage),
            [
                Cell(counts[fate], asked.rows_at(stage=stage, fate=fate), TONES.get(fate, ""))
                for fate in FATES
            ],
            Cell(due, asked.rows_at(stage=stage)),
            counts["on_time"] / due if due else None,
            is_stage=True,
            url=asked.at(stage=stage),
        )
        for one in steps:
            here = {"stage": stage, "code": one.code}
            yield Row(
                asked.name_of(one.code),
                [
                    Cell(one.counts[fate], asked.rows_at(**here, fate=fate), TONES.get(fate, ""))
                    for fate in FATES
                ],
                Cell(one.due, asked.rows_at(**here)),
                one.kept_share,
            )


def place_rows(asked: AskedPeriod, found: Conformance) -> Iterator[Row]:
    """Each place with its journeys, in the order of the tree."""
    figures = {one.node_id: one for one in found.places}
    for node in asked.below:
        if (one := figures.get(node.pk)) is None:
            continue
        yield Row(
            node.name,
            [
                Cell(
                    one.counts[standing],
                    asked.rows_at(place=node.pk, standing=standing),
                    TONES.get(standing, ""),
                )
                for standing in STANDINGS
            ],
            Cell(one.journeys, asked.rows_at(place=node.pk)),
            one.kept_share,
            marks=one.marks[KEPT].plus(one.marks[LEFT_OUT]),
            cost=one.marks[STRAYED],
        )
