"""Notices to single staff members: written in the act's transaction, heard once (ORG-10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import StaffMember
from alongside.domain.work.hooks import TOLD
from alongside.domain.work.models import Notice
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed

LABEL_CHARACTERS = 120


def notice_for(
    staff: StaffMember,
    kind: str,
    *,
    now: datetime,
    about: models.Model | None = None,
    label: str = "",
    facts: Mapping[str, Any] | None = None,
    is_urgent: bool = False,
    once_key: str | None = None,
) -> Notice:
    """A notice, not yet told. For `notify_many`."""
    return Notice(
        staff=staff,
        kind=kind,
        about_kind=about._meta.model_name if about is not None else "",
        about_id=about.pk if about is not None else None,
        label=label[:LABEL_CHARACTERS],
        facts=dict(facts or {}),
        is_urgent=is_urgent,
        at=now,
        once_key=once_key,
    )


@transaction.atomic
def notify(staff: StaffMember, kind: str, *, now: datetime, **what: Any) -> None:
    """Tell one staff member something (arguments as in `notice_for`). With a `once_key` they hear it once."""
    notify_many([notice_for(staff, kind, now=now, **what)])


@transaction.atomic
def notify_many(notices: Iterable[Notice]) -> None:
    """Tell many at once, in one statement. Whoever has heard it under the same `once_key` does not again."""
    told = list(notices)
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    TOLD.ask(told)


@transaction.atomic
def read_notice(notice: Notice, *, by: Actor, now: datetime) -> Notice:
    """One has seen it. Only one's own."""
    if by.kind != "staff" or notice.staff_id != by.id:
        raise NotAllowed(_("This notice is for somebody else."))
    if notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=now)
        notice.read_at = now
    return notice


@transaction.atomic
def read_all_notices(staff: StaffMember, *, by: Actor, now: datetime) -> int:
    """One has seen them all; returns how many were new."""
    if by.kind != "staff" or staff.pk != by.id:
        raise NotAllowed(_("These notices are for somebody else."))
    return Notice.objects.filter(staff=staff, read_at__isnull=True).update(read_at=now)
