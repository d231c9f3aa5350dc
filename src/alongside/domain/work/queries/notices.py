"""Notices to one staff member."""

from __future__ import annotations

from django.db.models import QuerySet

from alongside.domain.organisation.models import StaffMember
from alongside.domain.work.models import Notice


def notices_of(staff: StaffMember, *, unread_only: bool = False) -> QuerySet[Notice]:
    """A staff member's notices, newest first. Slice it."""
    notices = Notice.objects.filter(staff=staff).order_by("-id")
    return notices.filter(read_at__isnull=True) if unread_only else notices


def unread_count(staff: StaffMember, *, at_most: int = 100) -> int:
    """How many notices are unread, counted no further than `at_most`."""
    return Notice.objects.filter(staff=staff, read_at__isnull=True)[:at_most].count()
