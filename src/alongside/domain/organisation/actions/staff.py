"""The people who work for us, from their first day to the minute they leave (ORG-5, ORG-6)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events
from alongside.domain.organisation.models import Appointment, OutsideIdentity, StaffMember
from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.pinyin import sort_key
from alongside.kernel.refusals import NotAllowed, Refused

OWN_TO_CHANGE = frozenset({"language", "theme", "email", "deputy"})
CHANGEABLE = OWN_TO_CHANGE | {"name", "skills", "languages"}


@transaction.atomic
def add_staff(
    *,
    username: str,
    name: str,
    by: Actor,
    now: datetime,
    password: str | None = None,
    email: str = "",
    language: str = "zh-hans",
) -> StaffMember:
    """A new account. It may nothing until it is appointed; without a password it cannot sign in yet."""
    by.require(MANAGE_STAFF)
    username = username.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{1,59}", username):
        raise Refused(
            _("A sign-in name is two to sixty of: small letters, digits, dot, hyphen, underscore, @."),
            field="username",
        )
    if StaffMember.objects.filter(username=username).exists():
        raise Refused(_("Somebody has this sign-in name already."), field="username")
    staff = StaffMember(
        username=username, name=_named(name), email=email.strip(), language=language, created_at=now
    )
    staff.name_sort_key = sort_key(staff.name)
    if password is None:
        staff.set_unusable_password()
    else:
        _set_password(staff, password)
    staff.save()
    journal.record(events.STAFF_ADDED, about=staff, by=by, at=now)
    return staff


@transaction.atomic
def change_staff(
    staff: StaffMember, *, by: Actor, now: datetime, seen: int | None = None, **changes: Any
) -> StaffMember:
    """Change name, email, language, theme, deputy, skills, languages.

    One changes one's own language, theme, email and deputy; the rest is for who manages them.
    """
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"a staff member has no changeable {sorted(unknown)}")
    if not (_is_oneself(staff, by) and set(changes) <= OWN_TO_CHANGE):
        require_managing(staff, by=by, now=now)
    staff = lock(staff, seen=seen)
    if "name" in changes:
        changes["name"] = _named(changes["name"])
        changes["name_sort_key"] = sort_key(changes["name"])
    _check_deputy(staff, changes.get("deputy"))
    changed = [name for name, value in changes.items() if getattr(staff, name) != value]
    if not changed:
        return staff
    for name in changed:
        setattr(staff, name, changes[name])
    staff.version += 1
    staff.save(update_fields=[*changed, "version"])
    journal.record(events.STAFF_CHANGED, about=staff, by=by, at=now, facts={"fields": sorted(changed)})
    return staff


@transaction.atomic
def set_presence(
    staff: StaffMember, *, presence: str, by: Actor, now: datetime, deputy: StaffMember | None = None
) -> StaffMember:
    """On duty or away; who goes away may name a deputy with it (ORG-6)."""
    if not _is_oneself(staff, by):
        require_managing(staff, by=by, now=now)
    if presence not in StaffMember.Presence.values:
        raise Refused(_("One is on duty or away."), field="presence")
    staff = lock(staff)
    _check_deputy(staff, deputy)
    staff.presence = presence
    if deputy is not None:
        staff.deputy = deputy
    staff.version += 1
    staff.save(update_fields=["presence", "deputy", "version"])
    facts = {"presence": presence, "deputy": staff.deputy_id}
    journal.record(events.PRESENCE_SET, about=staff, by=by, at=now, facts=facts)
    return staff


@transaction.atomic
def change_password(
    staff: StaffMember, *, password: str, by: Actor, now: datetime, current: str | None = None
) -> StaffMember:
    """A new password. One's own needs the current one; who manages the person sets it without.

    All their sign-ins end; the page that the person is on keeps its own alive.
    """
    if _is_oneself(staff, by):
        if not staff.check_password(current or ""):
            raise Refused(_("The current password is not right."), field="current")
    else:
        require_managing(staff, by=by, now=now)
    staff = lock(staff)
    _set_password(staff, password)
    staff.save(update_fields=["password"])
    journal.record(events.PASSWORD_CHANGED, about=staff, by=by, at=now)
    return staff


@transaction.atomic
def end_access(staff: StaffMember, *, by: Actor, now: datetime) -> StaffMember:
    """The person has left: from this minute they can't sign in, are signed out everywhere and hold no role.

    What they still own is handed on by the reactions to this fact (ORG-6).
    """
    if _is_oneself(staff, by):
        raise NotAllowed(_("Nobody ends their own access."))
    require_managing(staff, by=by, now=now)
    staff = lock(staff, no_key=True)  # whoever writes a word of theirs somewhere need not wait for this
    if staff.left_at:
        raise Refused(_("This person has left already."))
    staff.is_active, staff.left_at, staff.version = False, now, staff.version + 1
    staff.presence = StaffMember.Presence.AWAY
    staff.set_unusable_password()
    staff.save(update_fields=["is_active", "left_at", "version", "presence", "password"])
    held = staff.appointments.filter(Q(until_at__isnull=True) | Q(until_at__gt=now))
    ended = sorted(held.values_list("pk", flat=True))
    held.filter(from_at__gte=now).delete()
    held.update(until_at=now)
    StaffMember.objects.filter(deputy=staff).update(deputy=None)
    OutsideIdentity.objects.filter(staff=staff).delete()
    Authenticator.objects.filter(user=staff).delete()
    sign_out_everywhere(staff)
    journal.record(events.STAFF_LEFT, about=staff, by=by, at=now, facts={"appointments": ended})
    return staff


def hold_staff(*staff_ids: int | None) -> None:
    """Within the caller's transaction nobody of these leaves: taken before the thing that becomes theirs is locked.

    The one order is: a leaving, the people, then the things. The database holds the same rows again when the thing is
    written; taken only then, whoever leaves and whoever accepts would wait for each other.
    """
    ids = sorted({one for one in staff_ids if one is not None})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM organisation_staffmember WHERE id = ANY(%s) ORDER BY id FOR SHARE", [ids]
        )


def sign_out_everywhere(staff: StaffMember) -> None:
    """Delete every session of theirs. Others find out at their next click."""
    sign_ins = UserSession.objects.filter(user=staff)
    Session.objects.filter(session_key__in=sign_ins.values("session_key")).delete()
    sign_ins.delete()


def require_managing(staff: StaffMember, *, by: Actor, now: datetime) -> None:
    """Who manages a person must reach every node at which that person holds a role.

    Otherwise the account of somebody higher could be taken over from below.
    """
    by.require(MANAGE_STAFF)
    reach = by.reach(MANAGE_STAFF)
    if reach.everywhere:
        return
    for appointment in Appointment.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=now), staff=staff
    ).select_related("node"):
        by.require(MANAGE_STAFF, on=appointment.node)


def _is_oneself(staff: StaffMember, by: Actor) -> bool:
    return by.kind == "staff" and by.id == staff.pk


def _check_deputy(staff: StaffMember, deputy: StaffMember | None) -> None:
    if deputy is None:
        return
    if deputy.pk == staff.pk:
        raise Refused(_("The deputy must be somebody else."), field="deputy")
    if not deputy.is_active:
        raise Refused(_("This person has left."), field="deputy")


def _set_password(staff: StaffMember, password: str) -> None:
    try:
        validate_password(password, user=staff)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from error
    staff.set_password(password)


def _named(name: str) -> str:
    if not name.strip():
        raise Refused(_("A name is needed."), field="name")
    return name.strip()
