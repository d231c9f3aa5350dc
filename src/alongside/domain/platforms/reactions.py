"""What platforms do after commit, on facts, and what they answer to lower domains. Imported when the app is ready."""

from __future__ import annotations

from alongside.domain.platforms.actions.robots import tell_groups
from alongside.domain.platforms.actions.writing import write_cards
from alongside.domain.platforms.rules.group import NEWS
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry


@on(*(event for events in NEWS.values() for event in events))
def tell_groups_of_it(entry: JournalEntry) -> None:
    """The groups of the place hear what is urgent there."""
    tell_groups(entry)


__all__ = ["tell_groups_of_it", "write_cards"]
