"""Reads of what was said, what went out, and who called."""

from alongside.domain.conversations.queries.reading import (
    deliveries_of,
    mail_senders,
    said_in,
    threads_of,
)

__all__ = ["deliveries_of", "mail_senders", "said_in", "threads_of"]
