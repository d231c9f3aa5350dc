"""Jobs ride in the business transaction: procrastinate writes them on Django's own connection."""

from __future__ import annotations

from importlib import import_module

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from alongside.kernel.models import JournalEntry

RETRIES = 12  # with exponential waiting: the last try comes about 2 hours after the first


def defer_reactions(entry_id: int, names: list[str]) -> None:
    """Enqueue one job per reaction, in the caller's transaction."""
    react.batch_defer(*({"entry_id": entry_id, "reaction": name} for name in names))


@app.task(
    name="alongside.kernel.jobs.react",
    queue="reactions",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=2),
)
def react(entry_id: int, reaction: str) -> None:
    """Run one reaction to one fact. The job vanishes quietly if the reaction is no longer there."""
    module, _, name = reaction.rpartition(".")
    call = getattr(import_module(module), name)
    call(JournalEntry.objects.get(pk=entry_id))
