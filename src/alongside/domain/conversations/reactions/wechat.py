"""Who binds WeChat is known in the inbox too (CHN-3)."""

from __future__ import annotations

from alongside.domain.conversations.actions.wechat.following import tie_threads_of_bond
from alongside.domain.customers.events import WECHAT_BOUND
from alongside.kernel.models import JournalEntry
from alongside.kernel.reactions import on


@on(WECHAT_BOUND)
def tie_what_they_wrote_before(entry: JournalEntry) -> None:
    """What they wrote to the official account before is theirs."""
    tie_threads_of_bond(entry.facts["bond"], now=entry.at)
