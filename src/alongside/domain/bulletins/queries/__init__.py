"""Reads of bulletins: whom they concern, how far they were read, what a customer sees."""

from alongside.domain.bulletins.queries.audience import (
    Audience,
    audience_of,
    buildings_of,
    homes_in_words,
    last_progress,
    mails_to,
    today_at,
)
from alongside.domain.bulletins.queries.portal import (
    Growth,
    growth_of,
    latest_of,
    latest_progress,
    milestones_behind,
    notices_for,
    unacknowledged_by,
)
from alongside.domain.bulletins.queries.reading import SHOWN, figures_of, figures_of_each, recipients_of

__all__ = [
    "SHOWN",
    "Audience",
    "Growth",
    "audience_of",
    "buildings_of",
    "figures_of",
    "figures_of_each",
    "growth_of",
    "homes_in_words",
    "last_progress",
    "latest_of",
    "latest_progress",
    "mails_to",
    "milestones_behind",
    "notices_for",
    "recipients_of",
    "today_at",
    "unacknowledged_by",
]
