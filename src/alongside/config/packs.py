"""Loads the packs: each domain knows how to take in its own part of them; here they are called in order."""

from __future__ import annotations


def load_packs() -> None:
    """Take the standard packs from packs/ into the database. May run any number of times."""
