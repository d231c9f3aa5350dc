"""One world for all tests of a file: asking leaves no trace, so they can share it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils import timezone
from tests.cast import NOW
from tests.doors.world import World, build_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    """In a transaction that is rolled back after the last test of the file, at one hour of one day."""
    with django_db_blocker.unblock(), clock_set_to(NOW), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@contextmanager
def clock_set_to(moment) -> Iterator[None]:
    """The clock goes on from this moment, so that no answer depends on the hour at which the tests run."""
    really = timezone.now
    ahead = moment - really()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: really() + ahead)
        yield
