"""A journey as people look at it: where it is, what comes, what was done (JRN-1, JRN-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from alongside.domain.customers.models import UnitRelation
from alongside.domain.journeys.models import Journey, JourneyFact, Step
from alongside.domain.journeys.rules import HAPPENINGS
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick

DONE, NOW, AHEAD = "done", "now", "todo"


@dataclass(frozen=True)
class StageSeen:
    """A stage of one journey: its texts as written, where it stands, and its steps."""

    code: str
    mark: str
    name: str
    state: str
    texts: dict[str, Any]
    steps: tuple[Step, ...]

    def words(self, field: str) -> str:
        return pick(self.texts.get(field))

    @property
    def contact(self) -> str:
        return self.words("contact")

    @property
    def mood(self) -> str:
        return self.words("mood")

    @property
    def concerns(self) -> str:
        return self.words("concerns")

    @property
    def core(self) -> str:
        return self.words("core")

    @property
    def work_points(self) -> list[str]:
        points: Any = pick(self.texts.get("work_points"))
        return list(points)


def stages_of(journey: Journey) -> list[StageSeen]:
    """Every stage in order, with its steps; those that run all the way come last. `journey.version_walked` loaded."""
    steps = list(
        journey.steps.exclude(state="withdrawn")
        .select_related("assignee", "closed_by")
        .order_by("due_at", "pk")
    )
    for step in steps:
        step.journey = journey
    written = journey.version_walked.stages()
    codes = [one["code"] for one in written if not one.get("along")]
    here = codes.index(journey.stage) if journey.stage in codes else -1
    seen = []
    for stage in written:
        along = bool(stage.get("along"))
        place = NOW if along else _standing(codes.index(stage["code"]), here, journey)
        its = tuple(step for step in steps if step.stage == stage["code"])
        seen.append(StageSeen(stage["code"], stage.get("mark", ""), pick(stage["name"]), place, stage, its))
    return sorted(seen, key=lambda one: bool(one.texts.get("along")))


def _standing(place: int, here: int, journey: Journey) -> str:
    if journey.state == "arrived" or place < here:
        return DONE
    return NOW if place == here else AHEAD


@dataclass(frozen=True)
class FactSeen:
    """Something that happened, in words."""

    fact: JourneyFact
    label: str

    @property
    def at(self) -> datetime:
        return self.fact.at


def facts_of(journey: Journey) -> list[FactSeen]:
    """What has happened on it, the latest first."""
    facts = journey.facts.filter(withdrawn_at__isnull=True).order_by("-at", "-pk")
    return [FactSeen(one, str(HAPPENINGS[one.event].label)) for one in facts]


def begun_at(stages: list[StageSeen], facts: list[FactSeen]) -> dict[str, datetime]:
    """When each stage began, by its code: those alone that an event of their own opened and that are not to come."""
    first = {one.fact.event: one.at for one in facts}  # the latest come first, so the earliest stays
    found: dict[str, datetime] = {}
    for stage in stages:
        event = stage.texts.get("begins")
        if stage.state != AHEAD and event in first:
            found[stage.code] = first.pop(event)
    return found


def stage_name(journey: Journey) -> str:
    """What its stage is called; `journey.version_walked` loaded."""
    return pick(journey.version_walked.texts_of(journey.stage).get("name")) or journey.stage


@dataclass(frozen=True)
class WayOfHome:
    """A journey at a glance: the stage it is in, how far that is, and the next thing that the customer hears of."""

    journey: Journey
    stage: str
    next: Step | None
    far: float  # stages behind, and half of the one it is in
    stages: int


def way_of_home(unit_id: int | None, viewer: Actor) -> WayOfHome | None:
    """The journey of this customer with that home, at a glance; None where there is none under way."""
    walking = Journey.objects.visible_to(viewer).walking().filter(unit_id=unit_id)
    journey = walking.select_related("version_walked", "building").order_by("-pk").first()
    if journey is None:
        return None
    steps = list(journey.steps.to_do().order_by("due_at", "pk")[:20])
    for step in steps:
        step.journey = journey
    told = next((step for step in steps if step.tells), None)
    codes = [one["code"] for one in journey.version_walked.stages() if not one.get("along")]
    far = codes.index(journey.stage) + 0.5 if journey.stage in codes else 0
    return WayOfHome(journey, stage_name(journey), told, far, len(codes))


def my_steps(viewer: Actor) -> QuerySet[Step]:
    """What waits for this person on journeys, due first; with everything that a list says of it."""
    mine = Step.objects.visible_to(viewer).to_do().filter(assignee_id=viewer.id, journey__state="walking")
    shown = mine.select_related(
        "journey__customer", "journey__unit__estate", "journey__version_walked", "node"
    )
    return shown.order_by("due_at", "pk")


def with_journeys(relations: QuerySet[UnitRelation], viewer: Actor) -> QuerySet[UnitRelation]:
    """Relations that know the latest journey of that customer with that home, `journey_id`; None where the viewer may
    see none. In the relations' own query."""
    theirs = Journey.objects.visible_to(viewer).filter(customer=OuterRef("customer"), unit=OuterRef("unit"))
    return relations.annotate(journey_id=Subquery(theirs.order_by("-pk").values("pk")[:1]))
