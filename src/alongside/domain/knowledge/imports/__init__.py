"""Taking in the topics of questions of the packs (CHN-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from alongside.domain.knowledge.models import QuestionTopic


def load_question_topics(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add the topics that are missing; one that is there belongs to the company."""
    for position, row in enumerate(rows):
        QuestionTopic.objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "department": row["department"],
                "minutes": row["minutes"],
                "position": position,
            },
        )
