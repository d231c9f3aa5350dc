"""What the letters of a journey say, read from its rows."""

from __future__ import annotations

from django.conf import settings

from alongside.domain.conversations.rules.letter import Letter
from alongside.domain.journeys.models import Journey, ReplanRun
from alongside.domain.journeys.rules import letters


def delivery_letter(run: ReplanRun, journey: Journey) -> Letter:
    """To one buyer, about one home; `journey` with customer and unit."""
    return letters.delivery_moved(
        called=journey.customer.called,
        home=str(journey.unit),
        before_on=run.before_on,
        after_on=run.after_on,
        words=run.words,
        url=f"{settings.PUBLIC_URL.rstrip('/')}/portal/journeys/{journey.pk}/",
    )
