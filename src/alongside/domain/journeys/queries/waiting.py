"""What of journeys stands on the one list of everything that waits for a person (ORG-10)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.journeys.models import Step
from alongside.domain.journeys.queries.story import my_steps
from alongside.domain.work.hooks import Told, WaitingKind
from alongside.kernel.actor import Actor

_STEPS = """
    SELECT 1 FROM journeys_step s JOIN journeys_journey j ON j.id = s.journey_id
     WHERE s.assignee_id = %(me)s AND s.state = 'planned' AND j.state = 'walking'
"""


def _found(person: Actor, now: datetime) -> QuerySet[Step]:
    """With no more of customer and home than a line says; many steps share a version, whose content is long: read once."""
    if person.kind != "staff":
        return Step.objects.none()
    steps = my_steps(person).select_related(None).select_related("journey__customer", "journey__unit")
    shown = ("journey__customer__name", "journey__unit__label", "journey__version_walked", "code", "due_at")
    return steps.only(*shown).prefetch_related("journey__version_walked")


def _told(step: Step) -> Told:
    customer, unit = step.journey.customer, step.journey.unit
    origin = [customer.name, *([unit.label] if unit else [])]
    return Told(step.name, origin, str(step.pk), customer.pk)


WaitingKind(
    "step", _("Step of a journey"), "route", _found, "due_at", _told, _STEPS,
    lambda rows, viewer: rows.filter(pk__in=Step.objects.visible_to(viewer).values("pk")),
)  # fmt: skip
