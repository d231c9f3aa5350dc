"""Templates and their versions; journeys, what happened on them and their steps; rounds that plan many anew."""

from alongside.domain.journeys.models.journey import Journey, JourneyFact, Step
from alongside.domain.journeys.models.replan import ReplanRun, ReplanTold
from alongside.domain.journeys.models.template import JourneyTemplate, TemplateChoice, TemplateVersion

__all__ = [
    "Journey",
    "JourneyFact",
    "JourneyTemplate",
    "ReplanRun",
    "ReplanTold",
    "Step",
    "TemplateChoice",
    "TemplateVersion",
]
