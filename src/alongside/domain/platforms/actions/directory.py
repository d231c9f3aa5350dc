"""A platform's directory is read and compared; an administrator takes over what is right, row by row (ORG-11)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.actions import add_staff
from alongside.domain.organisation.actions.outside import bind_member
from alongside.domain.organisation.actions.staff import change_staff
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.platforms.actions.speaking import platform_of
from alongside.domain.platforms.models import Directory, DirectoryPerson
from alongside.domain.platforms.queries import configured_platforms
from alongside.domain.platforms.queries.directory import compare, fingerprint
from alongside.domain.platforms.rules import notices
from alongside.domain.platforms.rules.matching import Difference
from alongside.domain.platforms.rules.timing import wait_after_failures
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel.actor import Actor
from alongside.kernel.jobs import defer
from alongside.kernel.refusals import Refused
from alongside.kernel.staff_platform import PlatformError, PlatformMember, StaffPlatform

JOB, QUEUE = "alongside.domain.platforms.jobs.read_directory", "long"
MOST_TRIES = 5

log = logging.getLogger(__name__)


@transaction.atomic
def begin_reading(platform: str, *, now: datetime, by: Actor | None = None) -> None:
    """Have it read by the worker. By an administrator of all the staff, or the timetable."""
    if by is not None:
        by.require(MANAGE_STAFF)
    if platform not in configured_platforms():
        raise Refused(_("This platform is not set up."))
    Directory.objects.update_or_create(
        platform=platform,
        defaults={"state": Directory.State.READING, "begun_at": now, "tries": 0, "last_error": ""},
    )
    _enqueue(platform)


def read_directory(platform: str, *, now: datetime) -> int:
    """Read all of it and compare; how many differences. A directory that is read in part changes nothing."""
    speaker = platform_of(platform, now=now)
    directory = Directory.objects.filter(platform=platform, state=Directory.State.READING).first()
    if speaker is None or directory is None:
        return 0
    try:
        with speaker:
            people = _read(speaker)
    except PlatformError as error:
        _failed(directory, error, now=now)
        return 0
    with transaction.atomic():
        DirectoryPerson.objects.filter(platform=platform).delete()
        DirectoryPerson.objects.bulk_create(people)
        directory.state, directory.read_at, directory.last_error = Directory.State.READ, now, ""
        found = compare(platform, company=speaker.company)
        _tell(directory, found, now=now)
        directory.save()
    return len(found)


@transaction.atomic
def take_over(platform: str, kind: str, person: DirectoryPerson, *, by: Actor, now: datetime) -> StaffMember:
    """Do what the comparison says of this person, as it stands now: add them, connect them, or take their name and mail.

    Whoever is added may nothing until they are appointed. Refused when it is no difference any more.
    """
    by.require(MANAGE_STAFF)
    speaker = platform_of(platform, now=now)
    if speaker is None:
        raise Refused(_("This platform is not set up."))
    found = next(
        (
            one
            for one in compare(platform, company=speaker.company)
            if one.kind == kind and one.person and one.person.pk == person.pk
        ),
        None,
    )
    if found is None:
        raise Refused(_("%(name)s: this is no difference any more.") % {"name": person.name})
    subject = f"{speaker.company}/{person.member_id}"
    if kind == "changed":
        changes: dict[str, Any] = {field: theirs for field, _ours, theirs in found.changes}
        return change_staff(found.staff, by=by, now=now, **changes)
    staff = found.staff
    if kind == "new":
        if not person.number.strip():
            raise Refused(_("%(name)s has no staff number there; add them by hand.") % {"name": person.name})
        staff = add_staff(username=person.number, name=person.name, email=person.email, by=by, now=now)
    bind_member(staff, provider=platform, subject=subject, by=by, now=now)
    return staff


def read_all(*, now: datetime) -> None:
    """Each night: every platform that is configured."""
    for platform in configured_platforms():
        begin_reading(platform, now=now)


def _read(speaker: StaffPlatform) -> list[DirectoryPerson]:
    """Everybody once, though they belong to several departments."""
    names: dict[str, str] = {}
    members: dict[str, PlatformMember] = {}
    for department in speaker.departments():
        names[department.id] = department.name
    for number in [*speaker.root_departments, *names]:
        for member in speaker.members(number):
            members.setdefault(member.id, member)
    return [
        DirectoryPerson(
            platform=speaker.code, member_id=one.id[:120], name=one.name[:60], number=one.number[:60],
            email=one.email[:254], position=one.position[:100], is_active=one.is_active,
            departments=[names[each][:100] for each in one.departments if each in names],
        )
        for one in members.values()
    ]  # fmt: skip


def _failed(directory: Directory, error: PlatformError, *, now: datetime) -> None:
    """What passes by itself is tried again; what lies with our app is for the administrator to mend."""
    log.warning("the directory of %s could not be read: %s", directory.platform, error)
    directory.tries += 1
    directory.last_error = str(error)
    if error.kind in ("busy", "down") and directory.tries < MOST_TRIES:
        wait = timedelta(seconds=error.wait) if error.wait else wait_after_failures(directory.tries)
        _enqueue(directory.platform, at=now + wait)
    else:
        directory.state = Directory.State.FAILED
    directory.save()


def _tell(directory: Directory, found: list[Difference], *, now: datetime) -> None:
    """Whoever manages all the staff hears of it, once for the same differences."""
    directory.told, before = fingerprint(found), directory.told
    if not found or directory.told == before:
        return
    notify_many(
        notice_for(
            staff, notices.STAFF_DIFFERS.kind, about=directory, facts={"n": len(found)}, now=now,
            once_key=f"directory:{directory.pk}:{directory.told[:40]}",
        )
        for staff in staff_holding(MANAGE_STAFF, node=None, now=now)
    )  # fmt: skip


def _enqueue(platform: str, *, at: datetime | None = None) -> bool:
    return defer(JOB, queue=QUEUE, at=at, queueing_lock=f"read_directory:{platform}", platform=platform)
