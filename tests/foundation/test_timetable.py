"""The timetable and the worker's lanes fit together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from alongside.config.timetable import TIMETABLE, forget_sessions
from alongside.domain.customers.actions.signing_in import forget_old_codes
from alongside.domain.customers.models import SignInCode
from alongside.kernel.jobs import LANES

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def test_every_job_has_a_lane():
    """A job in a queue that no lane takes would wait for ever."""
    taken = {queue for queues in LANES.values() for queue in queues}
    assert {task.queue for name, task in app.tasks.items() if name.startswith("alongside.")} <= taken


def test_no_round_waits_in_line_twice():
    """Rounds that nobody makes while the worker is down must not pile up."""
    assert [task.name for _cron, task in TIMETABLE if not task.queueing_lock] == []


def test_deadlines_are_looked_at_more_than_once_a_minute():
    """CAS-4: a minute late at most."""
    crons = {task.name: cron for cron, task in TIMETABLE}
    assert crons["alongside.domain.cases.jobs.sweep"].split()[5] == "*/20"


@pytest.mark.django_db
def test_old_codes_and_sessions_go():
    """INF-6."""
    for days in (0, 2):
        at = NOW - timedelta(days=days)
        SignInCode.objects.create(contact_hash="x", code_hash="x", sent_at=at, expires_at=at)
        ends = datetime.now(UTC) + timedelta(days=1 - days)
        Session.objects.create(session_key=f"s{days}", session_data="", expire_date=ends)
    assert forget_old_codes(now=NOW) == 1
    forget_sessions()
    assert SignInCode.objects.count() == 1
    assert [one.session_key for one in Session.objects.all()] == ["s0"]
