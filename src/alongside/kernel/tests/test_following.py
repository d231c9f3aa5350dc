"""A fact is followed by one job, which runs every reaction to it, each alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.events import Event
from alongside.kernel.jobs import follow, follow_fact, react
from alongside.kernel.models import JournalEntry

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
PROBED = Event("test.probed", "Probed")
QUIET = Event("test.quiet", "Quiet")
done: list[str] = []


@journal.on(PROBED)
def stumbles(entry: JournalEntry) -> None:
    done.append("stumbles")
    raise ValueError("no")


@journal.on(PROBED)
def goes_on(entry: JournalEntry) -> None:
    done.append(f"goes on {entry.kind}")


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    done.clear()


def waiting() -> list[dict[str, Any]]:
    fields = ("queue_name", "task_name", "priority", "lock", "queueing_lock", "args", "status", "attempts")
    return list(ProcrastinateJob.objects.order_by("id").values(*fields))


@pytest.mark.django_db
def test_is_enqueued_as_procrastinate_does():
    follow(7)
    follow_fact.defer(entry_id=7)
    ours, theirs = waiting()
    assert ours == theirs


@pytest.mark.django_db
def test_a_fact_is_one_job_and_a_quiet_one_none():
    entry = JournalEntry.objects.create(
        kind=PROBED.kind, about_kind="case", about_id=7, by_kind="system", at=NOW
    )
    journal.record(PROBED, about=entry, by=SYSTEM, at=NOW)
    journal.record(QUIET, about=entry, by=SYSTEM, at=NOW)
    journal.record_many(
        [journal.Fact(PROBED, entry), journal.Fact(QUIET, entry), journal.Fact(PROBED, entry)],
        by=SYSTEM,
        at=NOW,
    )
    assert [one["task_name"] for one in waiting()] == [follow_fact.name] * 3


@pytest.mark.django_db
def test_a_reaction_that_fails_holds_up_no_other_and_is_tried_again_alone():
    entry = JournalEntry.objects.create(
        kind=PROBED.kind, about_kind="case", about_id=7, by_kind="system", at=NOW
    )
    follow_fact.func(entry.pk)
    assert done == ["stumbles", "goes on test.probed"]
    (again,) = waiting()
    assert again["task_name"] == react.name
    assert again["args"] == {"entry_id": entry.pk, "reaction": f"{__name__}.stumbles"}
    assert ProcrastinateJob.objects.get().scheduled_at is not None
    with pytest.raises(ValueError, match="no"):
        react.func(**again["args"])
    assert done[2:] == ["stumbles"]
