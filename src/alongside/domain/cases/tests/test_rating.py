"""One question after closing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alongside.domain.cases.actions.rating import rate_case
from alongside.domain.cases.samples import a_case_in
from alongside.domain.work.models import Task
from alongside.domain.work.queries import tasks_of
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(place, people, now):
    return a_case_in("closed", node=place.here, now=now, customer=people.zhou, owner=people.lin)


def test_a_low_mark_brings_the_supervisor_a_task_for_the_next_working_day(closed, people, now):
    """A low answer reopens the conversation with the supervisor."""
    case = rate_case(closed, rating=2, words="师傅迟到两次", by=people.as_zhou, now=now)
    assert (case.rating, case.state) == (2, "closed")
    task = tasks_of(people.as_zhao, now=now).get()
    assert (task.about_id, task.words) == (case.pk, "师傅迟到两次")
    assert task.due_at == datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Friday ten o'clock → Monday ten
    assert JournalEntry.objects.get(kind="case.rated").facts["low"] is True


def test_a_good_mark_brings_no_task(closed, people, now):
    rate_case(closed, rating=3, by=people.as_zhou, now=now)
    assert not Task.objects.exists()
    assert JournalEntry.objects.get(kind="case.rated").facts["low"] is False


def test_it_is_asked_once(closed, people, now):
    rate_case(closed, rating=5, by=people.as_zhou, now=now)
    with pytest.raises(Refused):
        rate_case(closed, rating=1, by=people.as_zhou, now=now)


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_mark_is_one_to_five(closed, people, now, rating):
    with pytest.raises(Refused):
        rate_case(closed, rating=rating, by=people.as_zhou, now=now)


def test_only_a_closed_case_is_rated_and_only_by_its_customer(closed, a_case, people, now):
    with pytest.raises(Refused):
        rate_case(a_case(), rating=5, by=people.as_zhou, now=now)
    for stranger in (people.as_wu, people.as_sun, people.as_he):
        with pytest.raises(NotAllowed):
            rate_case(closed, rating=5, by=stranger, now=now)
