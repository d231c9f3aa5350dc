"""What the organisation does after commit, on facts."""

from __future__ import annotations

from alongside.domain.organisation.actions.webhooks import tell_webhooks
from alongside.domain.organisation.queries import is_awaited
from alongside.kernel.journal import on_everything
from alongside.kernel.models import JournalEntry


@on_everything(wanted=is_awaited)
def tell_clients(entry: JournalEntry) -> None:
    """Whoever subscribed to such facts, and may see what this one is about, is told."""
    tell_webhooks(entry, now=entry.at)
