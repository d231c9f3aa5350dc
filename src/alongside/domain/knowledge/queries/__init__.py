"""Reads of what the house knows: found, at hand for an answer, used and useful, missing (CHN-9)."""

from alongside.domain.knowledge.queries.figures import SPAN_DAYS, Figures, figures_of, ordered
from alongside.domain.knowledge.queries.finding import articles_found
from alongside.domain.knowledge.queries.questions import questions_for
from alongside.domain.knowledge.queries.reading import (
    gaps_for,
    overdue,
    public_at,
    scripts_for,
    unfinished,
    used_for,
)

__all__ = [
    "SPAN_DAYS",
    "Figures",
    "articles_found",
    "figures_of",
    "gaps_for",
    "ordered",
    "overdue",
    "public_at",
    "questions_for",
    "scripts_for",
    "unfinished",
    "used_for",
]
