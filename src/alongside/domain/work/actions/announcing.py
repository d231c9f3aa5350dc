"""Announcements: written, published, read and confirmed, reminded of, put away (ORG-10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Node, Role, StaffMember
from alongside.domain.work import events
from alongside.domain.work.actions.notices import notice_for, notify_many
from alongside.domain.work.models import Announcement, AnnouncementReading
from alongside.domain.work.permissions import ANNOUNCE
from alongside.domain.work.queries.announcing import audience_of, readers_of
from alongside.domain.work.states import ANNOUNCEMENT_STATES
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.events import Event
from alongside.kernel.refusals import NotAllowed, Refused
from alongside.kernel.stored_files import store_files

TITLE_CHARACTERS, WORDS_CHARACTERS = 120, 20_000
BEFORE = timedelta(days=1)
BATCH = 500
TOLD_BEFORE, TOLD_AFTER = 1, 2


@transaction.atomic
def write_announcement(
    *,
    node: Node,
    title: str,
    words: str,
    by: Actor,
    now: datetime,
    roles: Sequence[str] = (),
    is_must_read: bool = False,
    read_by: datetime | None = None,
    files: Sequence[Any] = (),
) -> Announcement:
    """A draft, which nobody else sees but who writes announcements there."""
    by.require(ANNOUNCE, on=node)
    if by.kind != "staff" or by.id is None:
        raise NotAllowed(_("Only a staff member may do this, with their name."))
    said = _said(title, words, roles, is_must_read, read_by, now)
    announcement = Announcement.objects.create(node=node, written_by_id=by.id, written_at=now, **said)
    if files:
        store_files(files, about=announcement, by=by, now=now)
    return announcement


@transaction.atomic
def change_announcement(
    announcement: Announcement,
    *,
    title: str,
    words: str,
    by: Actor,
    now: datetime,
    roles: Sequence[str] = (),
    is_must_read: bool = False,
    read_by: datetime | None = None,
    files: Sequence[Any] = (),
    seen: int | None = None,
) -> Announcement:
    """While it is a draft; what people have read is not changed under them: end it and write another."""
    by.require(ANNOUNCE, on=announcement)
    fresh = lock(announcement, seen=seen)
    if fresh.state != "draft":
        raise Refused(_("It is published. Put it away and write it anew."))
    for field, value in _said(title, words, roles, is_must_read, read_by, now).items():
        setattr(fresh, field, value)
    fresh.version += 1
    fresh.save()
    if files:
        store_files(files, about=fresh, by=by, now=now)
    return fresh


@transaction.atomic
def publish_announcement(
    announcement: Announcement, *, by: Actor, now: datetime, seen: int | None = None
) -> Announcement:
    """From now on those who are meant see it; the desk tells them by itself. Refused when it is meant for nobody."""
    by.require(ANNOUNCE, on=announcement)
    fresh = lock(announcement, seen=seen)
    state = ANNOUNCEMENT_STATES.check("publish_announcement", fresh.state)
    if fresh.is_must_read and (fresh.read_by is None or fresh.read_by <= now):
        raise Refused(_("The time by which it must be read lies in the past."), field="read_by")
    if not audience_of(fresh.node, fresh.roles, now=now).exists():
        raise Refused(_("Nobody works there with one of these roles."), field="roles")
    fresh.state, fresh.published_at = state, now
    fresh.version += 1
    fresh.save()
    _record(events.ANNOUNCEMENT_PUBLISHED, fresh, by=by, now=now)
    return fresh


@transaction.atomic
def open_announcement(announcement: Announcement, *, by: Actor, now: datetime) -> AnnouncementReading | None:
    """Note that somebody who is meant opened it; the first time counts. None for everybody else."""
    if by.kind != "staff" or not Announcement.objects.meant_for(by).filter(pk=announcement.pk).exists():
        return None
    reading, _is_new = AnnouncementReading.objects.get_or_create(
        announcement=announcement, staff_id=by.id, defaults={"opened_at": now}
    )
    return reading


@transaction.atomic
def confirm_announcement(announcement: Announcement, *, by: Actor, now: datetime) -> AnnouncementReading:
    """Say that one has read it. Doing it twice changes nothing. Refused for whom it is not meant, and in the archive."""
    reading = open_announcement(announcement, by=by, now=now)
    if reading is None:
        raise NotAllowed(_("This is meant for others."))
    if reading.confirmed_at is not None:
        return reading
    if not Announcement.objects.filter(pk=announcement.pk, state="published").exists():
        raise Refused(_("It is in the archive; nothing is to be confirmed any more."))
    AnnouncementReading.objects.filter(pk=reading.pk, confirmed_at__isnull=True).update(confirmed_at=now)
    reading.refresh_from_db()
    return reading


@transaction.atomic
def remind_of_announcement(announcement: Announcement, *, by: Actor, now: datetime) -> int:
    """Tell those who have not confirmed it, once a day at most; how many."""
    by.require(ANNOUNCE, on=announcement)
    fresh = lock(announcement)
    if fresh.state != "published":
        raise Refused(_("It is in the archive; nothing is to be confirmed any more."))
    return _remind(fresh, by=by, now=now, key=f"{now:%Y%m%d}", is_urgent=False)


@transaction.atomic
def end_announcement(announcement: Announcement, *, by: Actor, now: datetime) -> Announcement:
    """Into the archive, where it stays readable; nobody must read it any more."""
    by.require(ANNOUNCE, on=announcement)
    fresh = lock(announcement)
    fresh.state = ANNOUNCEMENT_STATES.check("end_announcement", fresh.state)
    fresh.ended_at, fresh.ended_by_id = now, by.id if by.kind == "staff" else None
    fresh.version += 1
    fresh.save()
    _record(events.ANNOUNCEMENT_ENDED, fresh, by=by, now=now)
    return fresh


@transaction.atomic
def remind_of_unread(*, now: datetime) -> int:
    """Must-reads a day before their time, and when it has passed: those who have not confirmed hear of it; how many."""
    due = Announcement.objects.filter(state="published", is_must_read=True, told_rung__lt=TOLD_AFTER)
    due = due.filter(read_by__lte=now + BEFORE).order_by("pk")
    told = 0
    for one in due.select_for_update(of=("self",), skip_locked=True).select_related("node")[:BATCH]:
        rung = TOLD_AFTER if one.read_by is not None and one.read_by <= now else TOLD_BEFORE
        if rung > one.told_rung:
            told += _remind(one, by=SYSTEM, now=now, key=f"rung{rung}", is_urgent=rung == TOLD_AFTER)
            Announcement.objects.filter(pk=one.pk).update(told_rung=rung)
    return told


def _remind(one: Announcement, *, by: Actor, now: datetime, key: str, is_urgent: bool) -> int:
    people = list(readers_of(one, has_read=False, now=now))
    _record(events.ANNOUNCEMENT_REMINDED, one, by=by, now=now, count=len(people))
    tell_of_announcement(one, people, events.ANNOUNCEMENT_REMINDED, now=now, key=key, is_urgent=is_urgent)
    return len(people)


def tell_of_announcement(
    one: Announcement,
    people: Iterable[StaffMember],
    event: Event,
    *,
    now: datetime,
    key: str,
    is_urgent: bool,
) -> None:
    """A notice to each of them, once under that key."""
    notify_many(
        notice_for(
            person, event.kind, about=one, label=one.title, now=now, is_urgent=is_urgent,
            once_key=f"{event.kind}:{one.pk}:{key}",
        )
        for person in people
    )  # fmt: skip


def _said(
    title: str, words: str, roles: Sequence[str], is_must_read: bool, read_by: datetime | None, now: datetime
) -> dict[str, Any]:
    title, words = title.strip(), words.strip()
    if not title or len(title) > TITLE_CHARACTERS:
        raise Refused(
            _("A title is needed, of at most %(n)s characters.") % {"n": TITLE_CHARACTERS}, field="title"
        )
    if not words or len(words) > WORDS_CHARACTERS:
        raise Refused(_("Write what is to be read."), field="words")
    wanted = sorted(set(roles))
    if Role.objects.in_use().filter(code__in=wanted).count() != len(wanted):
        raise Refused(_("This choice does not exist."), field="roles")
    if is_must_read and (read_by is None or read_by <= now):
        raise Refused(_("Say by when it must be read, in the future."), field="read_by")
    return {
        "title": title, "words": words, "roles": wanted, "is_must_read": is_must_read,
        "read_by": read_by if is_must_read else None,
    }  # fmt: skip


def _record(event: Event, one: Announcement, *, by: Actor, now: datetime, **facts: Any) -> None:
    journal.record(event, about=one, by=by, at=now, facts=facts, node_path=one.node.path)
