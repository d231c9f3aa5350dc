"""Pure decisions about journeys: what can happen, when steps are due, and what a change does to a plan."""

from alongside.domain.journeys.rules.difference import Difference, differences
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
from alongside.domain.journeys.rules.template import (
    CHANNELS,
    Plan,
    StageRule,
    StepRule,
    Wrong,
    WrongTemplate,
    problems_of,
    read,
)

__all__ = [
    "CHANNELS",
    "DELIVERY",
    "HAPPENINGS",
    "Changes",
    "Closing",
    "Difference",
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
    "Wrong",
    "WrongTemplate",
    "compare",
    "differences",
    "plan",
    "problems_of",
    "read",
    "span",
    "where",
]
