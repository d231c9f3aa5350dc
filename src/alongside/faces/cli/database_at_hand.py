"""What commands need before they may touch the database."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import django

from alongside.config import embedded_database, environment


@contextmanager
def database_at_hand() -> Iterator[None]:
    """Settings checked, the embedded server running when there is no DATABASE_URL, Django ready."""
    env = environment.load()
    held = None
    if not env.database_url:
        try:
            held = embedded_database.hold(env.var_dir / "postgres")
        except embedded_database.CannotStart as reason:
            print(f"alongside: {reason}", file=sys.stderr)
            sys.exit(3)
    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
        django.setup()
        yield
    finally:
        if held:
            held.release()
