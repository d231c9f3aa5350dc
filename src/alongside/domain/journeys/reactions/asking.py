"""What segments can ask of journeys (CUS-4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.hooks import FACTS, Chosen, Counted
from alongside.domain.journeys.models import Journey, JourneyTemplate, Step
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick


@FACTS.fill
def where_they_are() -> tuple[Counted | Chosen, ...]:
    """In which stage, and how many steps wait too long; of the journeys that the viewer may see."""
    return (
        Chosen("journey_stage", _("Stage of a journey"), "journey", _stages, _in_stage),
        Counted("late_steps", _("Overdue steps"), "journey", _late, field="journey__customer"),
    )


def _stages() -> list[tuple[str, Any]]:
    """The stages of all that is published; one that two journeys share stands once."""
    found: dict[str, Any] = {}
    for template in JourneyTemplate.objects.order_by("position", "pk"):
        published = template.published
        for stage in published.stages() if published else ():
            if not stage.get("along"):
                found.setdefault(stage["code"], pick(stage["name"]))
    return list(found.items())


def _in_stage(value: str, viewer: Actor, now: datetime) -> Q:
    walking = Journey.objects.visible_to(viewer).walking().filter(stage=value)
    return Q(Exists(walking.filter(customer=OuterRef("pk"))))


def _late(viewer: Actor, now: datetime) -> QuerySet:
    return Step.objects.visible_to(viewer).to_do().filter(due_at__lt=now)
