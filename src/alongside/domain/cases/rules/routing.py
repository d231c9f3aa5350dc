"""Whose the case shall be: candidates weighed in points that can be shown one by one (CAS-6). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

AT_THE_NODE = 40
PER_LEVEL_AWAY = 15
SKILL_EXACT = 30
SKILL_NEAR = 20
LANGUAGE = 10
PER_OPEN_CASE = 2
MOST_FOR_LOAD = 60
SHOWN = 5  # how many candidates the explanation keeps


@dataclass(frozen=True)
class Candidate:
    """Somebody who may handle the case, with what counts for and against them."""

    staff_id: int
    levels_away: int  # 0 = appointed at the case's own node, 1 = one level above, …
    skill: int  # 2 = the category itself or one above it, 1 = one below it, 0 = none
    speaks: bool
    open_cases: int
    is_on_duty: bool

    def points(self) -> dict[str, int]:
        """Points by reason; those of load are taken away."""
        return {
            "distance": max(0, AT_THE_NODE - PER_LEVEL_AWAY * self.levels_away),
            "skill": {2: SKILL_EXACT, 1: SKILL_NEAR}.get(self.skill, 0),
            "language": LANGUAGE if self.speaks else 0,
            "load": -min(MOST_FOR_LOAD, PER_OPEN_CASE * self.open_cases),
        }

    @property
    def total(self) -> int:
        return sum(self.points().values())


@dataclass(frozen=True)
class Choice:
    """The one chosen (None: nobody is there) and those weighed, best first."""

    chosen: Candidate | None
    weighed: list[Candidate] = field(default_factory=list)
    considered: int = 0

    def as_data(self) -> dict[str, Any]:
        """For `Case.assigned_because`: ids and numbers; faces put it in words."""
        return {
            "chosen": self.chosen.staff_id if self.chosen else None,
            "considered": self.considered,
            "candidates": [
                {
                    "staff": one.staff_id,
                    "total": one.total,
                    "points": one.points(),
                    "levels_away": one.levels_away,
                    "open_cases": one.open_cases,
                    "on_duty": one.is_on_duty,
                }
                for one in self.weighed
            ],
        }


def choose(candidates: Iterable[Candidate]) -> Choice:
    """The best of those on duty: most points, then fewest open cases, then the longest with us.

    Whoever is away is weighed and shown, and never chosen.
    """
    ranked = sorted(
        candidates, key=lambda one: (not one.is_on_duty, -one.total, one.open_cases, one.staff_id)
    )
    best = ranked[0] if ranked and ranked[0].is_on_duty else None
    return Choice(chosen=best, weighed=ranked[:SHOWN], considered=len(ranked))


def skill_for(category: str, skills: Iterable[str]) -> int:
    """How well category codes (paths) that somebody knows fit a category: 2, 1 or 0; see Candidate."""
    if not category:
        return 0
    best = 0
    for skill in skills:
        if category == skill or category.startswith(f"{skill}/"):
            return 2
        if skill.startswith(f"{category}/"):
            best = 1
    return best
