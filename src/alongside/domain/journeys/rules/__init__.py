"""Pure decisions about journeys: what can happen, when steps are due, and what a change does to a plan."""

from alongside.domain.journeys.rules.happenings import DELIVERY, HAPPENINGS, Happening
from alongside.domain.journeys.rules.planning import (
    Changes,
    Closing,
    Happened,
    Key,
    Planned,
    Standing,
    Where,
    compare,
    plan,
    where,
)
from alongside.domain.journeys.rules.spans import Span, span
from alongside.domain.journeys.rules.template import CHANNELS, Plan, StageRule, StepRule, WrongTemplate, read

__all__ = [
    "CHANNELS",
    "DELIVERY",
    "HAPPENINGS",
    "Changes",
    "Closing",
    "Happened",
    "Happening",
    "Key",
    "Plan",
    "Planned",
    "Span",
    "StageRule",
    "Standing",
    "StepRule",
    "Where",
    "WrongTemplate",
    "compare",
    "plan",
    "read",
    "span",
    "where",
]
