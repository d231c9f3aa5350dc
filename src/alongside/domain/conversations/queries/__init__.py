"""Reads of what was said, what went out, and who called."""

from alongside.domain.conversations.queries.finding import Piece, pieces_of, threads_found
from alongside.domain.conversations.queries.inbox import (
    EVERYWHERE,
    Inlet,
    InletLine,
    inlets_of,
    page_of_threads,
    threads_of,
    written_by,
)
from alongside.domain.conversations.queries.outbox import deliveries_of, doubtful_for, loads_of, sent_for
from alongside.domain.conversations.queries.reading import (
    Said,
    mail_senders,
    said_in,
)
from alongside.domain.conversations.queries.together import Companion, companions_at, drafts_of
from alongside.domain.conversations.queries.wechat import OfficialState, official_program, official_state

__all__ = [
    "EVERYWHERE",
    "Companion",
    "Inlet",
    "InletLine",
    "OfficialState",
    "Piece",
    "Said",
    "companions_at",
    "deliveries_of",
    "drafts_of",
    "doubtful_for",
    "inlets_of",
    "loads_of",
    "mail_senders",
    "official_program",
    "official_state",
    "page_of_threads",
    "pieces_of",
    "said_in",
    "sent_for",
    "threads_found",
    "threads_of",
    "written_by",
]
