"""Every write to conversations: what is said, and what goes out."""

from alongside.domain.conversations.actions.outbox import (
    deliver,
    retry_delivery,
    sweep_outbox,
)
from alongside.domain.conversations.actions.saying import (
    keep_with,
    mark_seen,
    note,
    say_in,
    start_conversation,
    tell,
)
from alongside.domain.conversations.actions.writing import (
    Mail,
    forget_last_mails,
    send_code,
    write_last_mail,
    write_mail,
    write_mails,
)

__all__ = [
    "Mail",
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
    "write_mails",
]
