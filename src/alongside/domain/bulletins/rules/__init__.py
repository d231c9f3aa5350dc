"""What may be told, and in which words (JRN-6, QLT-7). Pure."""

from alongside.domain.bulletins.rules.telling import (
    AUDIENCE_ROLES,
    MILESTONES,
    MOST_PHOTOS,
    TOPICS,
    Draft,
    check_can_go_out,
    check_draft,
)

__all__ = [
    "AUDIENCE_ROLES",
    "MILESTONES",
    "MOST_PHOTOS",
    "TOPICS",
    "Draft",
    "check_can_go_out",
    "check_draft",
]
