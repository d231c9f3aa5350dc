"""How long somebody is taken to be there, and what they began to write to be theirs still. Plain data."""

from __future__ import annotations

from datetime import timedelta

HERE = timedelta(seconds=45)  # the page says so every 15 seconds while it is seen
WRITING = timedelta(seconds=20)
FORGOTTEN = timedelta(minutes=10)
DRAFT_DAYS = 14
LONGEST_DRAFT = 20_000
MOST_SHOWN = 8  # colleagues at one conversation
