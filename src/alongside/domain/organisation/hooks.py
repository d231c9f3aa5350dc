"""What organisation asks of the domains above it."""

from __future__ import annotations

from alongside.kernel.actor import Actor
from alongside.kernel.hooks import Hook
from alongside.kernel.models import JournalEntry

name_for_viewer: Hook[[JournalEntry, Actor], str] = Hook(
    "By which name may this viewer know the thing that the fact is about? None: not mine, or not theirs to see."
)
