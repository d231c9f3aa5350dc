"""Notices: told once, read by whom they are for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions import notify, read_all_notices, read_notice
from alongside.domain.work.queries import notices_of, unread_count
from alongside.kernel.refusals import NotAllowed

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def lin():
    return StaffMember.objects.create(username="lin", name="林晓月", created_at=NOW)


@pytest.fixture
def wang():
    return StaffMember.objects.create(username="wang", name="王磊", created_at=NOW)


def test_a_notice_with_a_key_is_told_once_to_each(lin, wang):
    for staff in (lin, lin, wang):
        notify(staff, "case.assigned", now=NOW, once_key="entry:7")
    assert (notices_of(lin).count(), notices_of(wang).count()) == (1, 1)


def test_a_notice_without_a_key_is_told_each_time(lin):
    notify(lin, "x", now=NOW)
    notify(lin, "x", now=NOW)
    assert unread_count(lin) == 2
    assert unread_count(lin, at_most=1) == 1


def test_a_notice_knows_what_it_is_about(lin):
    node = Node.objects.create(kind="group", name="集团", code="G")
    notify(lin, "x", now=NOW, about=node, label="G", facts={"level": 2}, is_urgent=True)
    notice = notices_of(lin).get()
    assert (notice.about_kind, notice.about_id, notice.facts) == ("node", node.pk, {"level": 2})


def test_one_reads_ones_own_notices_and_no_others(lin, wang):
    notify(lin, "x", now=NOW)
    notify(wang, "x", now=NOW)
    mine, theirs = notices_of(lin).get(), notices_of(wang).get()
    by = actor_for(lin, now=NOW)
    read_notice(mine, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        read_notice(theirs, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        read_all_notices(wang, by=by, now=NOW)
    assert (unread_count(lin), unread_count(wang)) == (0, 1)
    notify(lin, "y", now=NOW)
    assert read_all_notices(lin, by=by, now=NOW) == 1
    assert list(notices_of(lin, unread_only=True)) == []
