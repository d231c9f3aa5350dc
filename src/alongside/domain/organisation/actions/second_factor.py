"""The second factor of staff, and being signed out from afar (INF-6)."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events
from alongside.domain.organisation.actions.staff import require_managing, sign_out_everywhere
from alongside.domain.organisation.models import SecondFactorReset, StaffMember
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import NotAllowed, Refused

CHANGES = {
    "added": events.SECOND_FACTOR_ADDED,
    "removed": events.SECOND_FACTOR_REMOVED,
    "codes": events.RECOVERY_CODES_MADE,
}


@transaction.atomic
def note_second_factor(staff: StaffMember, change: str, *, kind: str, by: Actor, now: datetime) -> None:
    """Keep in the journal what somebody did to their own second factor: "added", "removed" or "codes"."""
    if by.kind != "staff" or by.id != staff.pk:
        raise NotAllowed(_("A second factor is one's own."))
    journal.record(CHANGES[change], about=staff, by=by, at=now, facts={"kind": kind})


@transaction.atomic
def reset_second_factor(staff: StaffMember, *, reason: str, by: Actor, now: datetime) -> None:
    """Take away every second factor of somebody who lost theirs. They are signed out everywhere and told of it.

    Four eyes: nobody resets their own, and the reason is kept. Refused when there is nothing to reset.
    """
    _require_managing_another(staff, by=by, now=now)
    if not reason.strip():
        raise Refused(_("Say why: it is kept, and the person is told."), field="reason")
    staff = lock(staff)
    kinds = sorted(Authenticator.objects.filter(user=staff).values_list("type", flat=True))
    if not kinds:
        raise Refused(_("This person has no second factor."))
    Authenticator.objects.filter(user=staff).delete()
    _forget_devices(staff, now)
    sign_out_everywhere(staff)
    entry = journal.record(events.SECOND_FACTOR_RESET, about=staff, by=by, at=now, facts={"kinds": kinds})
    SecondFactorReset.objects.create(staff=staff, entry_id=entry.pk, reason=reason.strip(), at=now)


@transaction.atomic
def sign_out_staff(
    staff: StaffMember, *, by: Actor, now: datetime, sign_in: UserSession | None = None
) -> None:
    """Sign somebody out: one device, or all of them, which are not remembered any more either."""
    _require_managing_another(staff, by=by, now=now)
    if sign_in is None:
        _forget_devices(lock(staff), now)
        sign_out_everywhere(staff)
    elif sign_in.user_id == staff.pk:
        Session.objects.filter(session_key=sign_in.session_key).delete()
        sign_in.delete()
    else:
        raise Refused(_("This sign-in is somebody else's."))
    facts = {"everywhere": sign_in is None}
    journal.record(events.SIGNED_OUT, about=staff, by=by, at=now, facts=facts)


def forget_devices(staff: StaffMember, *, by: Actor, now: datetime) -> None:
    """One's own remembered devices ask for the second factor again."""
    if by.kind != "staff" or by.id != staff.pk:
        raise NotAllowed(_("A second factor is one's own."))
    _forget_devices(staff, now)


def _require_managing_another(staff: StaffMember, *, by: Actor, now: datetime) -> None:
    if by.kind == "staff" and by.id == staff.pk:
        raise NotAllowed(_("For oneself there is the profile."))
    require_managing(staff, by=by, now=now)


def _forget_devices(staff: StaffMember, now: datetime) -> None:
    staff.devices_forgotten_at = now
    staff.save(update_fields=["devices_forgotten_at"])
