"""What ended long ago is archived by itself (CAS-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.cases.actions.archiving import KEPT_AT_HAND, archive_old_cases
from alongside.domain.cases.actions.closing import withdraw_case
from alongside.domain.cases.models import FigureMark
from alongside.domain.cases.tests.ladder import NOW, a_company
from alongside.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def test_only_what_ended_ninety_days_ago_is_archived_and_once():
    """CAS-3."""
    company = a_company()
    ended, other = company.case(), company.case()
    withdraw_case(ended, by=company.by, now=NOW)
    FigureMark.objects.all().delete()
    assert archive_old_cases(now=NOW + KEPT_AT_HAND - timedelta(seconds=1)) == 0
    assert archive_old_cases(now=NOW + KEPT_AT_HAND) == 1
    assert archive_old_cases(now=NOW + KEPT_AT_HAND) == 0
    ended.refresh_from_db()
    other.refresh_from_db()
    assert (ended.state, other.state) == ("archived", "received")
    assert FigureMark.objects.exists()
    entry = JournalEntry.objects.get(kind="case.archived", about_id=ended.pk)
    assert (entry.by_kind, entry.facts["version"]) == ("system", ended.version)
