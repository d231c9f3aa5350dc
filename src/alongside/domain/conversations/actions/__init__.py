"""Every write to conversations: what is said, and what goes out."""

from alongside.domain.conversations.actions.outbox import (
    deliver,
    forget_last_mails,
    retry_delivery,
    send_code,
    sweep_outbox,
    write_last_mail,
    write_mail,
)
from alongside.domain.conversations.actions.saying import (
    keep_with,
    mark_seen,
    note,
    say_in,
    start_conversation,
    tell,
)

__all__ = [
    "deliver",
    "forget_last_mails",
    "keep_with",
    "mark_seen",
    "note",
    "retry_delivery",
    "say_in",
    "send_code",
    "start_conversation",
    "sweep_outbox",
    "tell",
    "write_last_mail",
    "write_mail",
]
