"""One world for all tests of a file: asking leaves no trace, so they can share it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from tests.doors.world import World, build_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """In a transaction that is rolled back after the last test of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)
