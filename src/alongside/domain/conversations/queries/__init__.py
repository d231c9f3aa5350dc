"""Reads of what was said, what went out, and who called."""

from alongside.domain.conversations.queries.reading import (
    Said,
    deliveries_of,
    mail_senders,
    said_in,
    threads_of,
)
from alongside.domain.conversations.queries.together import Companion, companions_at, drafts_of

__all__ = [
    "Companion",
    "Said",
    "companions_at",
    "deliveries_of",
    "drafts_of",
    "mail_senders",
    "said_in",
    "threads_of",
]
