"""Every write to conversations: what is said, and what goes out."""

from alongside.domain.conversations.actions.accounts import add_account, change_account, check_account
from alongside.domain.conversations.actions.answering import answer_thread, post_answer
from alongside.domain.conversations.actions.doubting import settle_doubt
from alongside.domain.conversations.actions.fetching import read_mailbox, sweep_mailboxes
from alongside.domain.conversations.actions.hearing import Heard, hear
from alongside.domain.conversations.actions.inbox import (
    assign_thread,
    finish_thread,
    join_thread,
    leave_thread,
    reopen_thread,
    tie_thread,
)
from alongside.domain.conversations.actions.mailboxes import add_mailbox, change_mailbox, check_mailbox
from alongside.domain.conversations.actions.noting import note_in_thread
from alongside.domain.conversations.actions.outbox import (
    deliver,
    note_arrived,
    retry_account,
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
from alongside.domain.conversations.actions.snoozing import snooze_thread
from alongside.domain.conversations.actions.standards import drop_standard, set_standard
from alongside.domain.conversations.actions.taking import take_mail
from alongside.domain.conversations.actions.templates import keep_template
from alongside.domain.conversations.actions.together import be_at, drop_draft, go_from, keep_draft
from alongside.domain.conversations.actions.writing import (
    Addressed,
    forget_last_mails,
    send_code,
    write_last_mail,
    write_letter,
    write_letters,
)

__all__ = [
    "note_in_thread",
    "snooze_thread",
    "drop_standard",
    "set_standard",
    "Heard",
    "Addressed",
    "add_account",
    "add_mailbox",
    "answer_thread",
    "assign_thread",
    "change_account",
    "change_mailbox",
    "check_account",
    "be_at",
    "check_mailbox",
    "deliver",
    "drop_draft",
    "finish_thread",
    "forget_last_mails",
    "hear",
    "go_from",
    "join_thread",
    "keep_draft",
    "keep_template",
    "keep_with",
    "leave_thread",
    "mark_seen",
    "note",
    "note_arrived",
    "post_answer",
    "read_mailbox",
    "reopen_thread",
    "retry_account",
    "retry_delivery",
    "say_in",
    "send_code",
    "settle_doubt",
    "start_conversation",
    "sweep_mailboxes",
    "sweep_outbox",
    "take_mail",
    "tell",
    "tie_thread",
    "write_last_mail",
    "write_letter",
    "write_letters",
]
