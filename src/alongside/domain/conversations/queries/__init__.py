"""Reads of what was said, what went out, and who called."""

from alongside.domain.conversations.queries.outbox import deliveries_of, doubtful_for, loads_of, sent_for
from alongside.domain.conversations.queries.reading import (
    Said,
    mail_senders,
    said_in,
    threads_of,
)
from alongside.domain.conversations.queries.together import Companion, companions_at, drafts_of
from alongside.domain.conversations.queries.wechat import OfficialState, official_program, official_state

__all__ = [
    "OfficialState",
    "Companion",
    "Said",
    "companions_at",
    "deliveries_of",
    "drafts_of",
    "doubtful_for",
    "loads_of",
    "mail_senders",
    "official_program",
    "official_state",
    "said_in",
    "sent_for",
    "threads_of",
]
