"""Staff who are known elsewhere: bound to their account, recognised, forgotten; and the platforms' keys (INF-6, ORG-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events
from alongside.domain.organisation.actions.staff import require_managing
from alongside.domain.organisation.models import OutsideIdentity, OutsideToken, StaffMember
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.refusals import NotAllowed, Refused

EARLIER = timedelta(minutes=5)  # a key is renewed before it runs out, for clocks differ


@transaction.atomic
def bind_identity(
    staff: StaffMember, *, provider: str, subject: str, by: Actor, now: datetime
) -> OutsideIdentity:
    """From now on who is `subject` there is this person here. One person there is one person here."""
    if by.kind == "staff" and by.id != staff.pk:
        raise NotAllowed(_("Everybody connects their own account."))
    return _bind(staff, provider, subject, by=by, now=now)


@transaction.atomic
def bind_member(
    staff: StaffMember, *, provider: str, subject: str, by: Actor, now: datetime
) -> OutsideIdentity:
    """As the company's own directory says who that is. For who manages the person, for it opens their account (ORG-11)."""
    require_managing(staff, by=by, now=now)
    return _bind(staff, provider, subject, by=by, now=now)


def _bind(staff: StaffMember, provider: str, subject: str, *, by: Actor, now: datetime) -> OutsideIdentity:
    if not staff.is_active:
        raise Refused(_("This person has left."))
    there = OutsideIdentity.objects.select_related("staff").filter(provider=provider, subject=subject).first()
    if there and there.staff_id == staff.pk:
        return there
    if there:
        raise Refused(_("That account is connected with somebody else here."))
    if OutsideIdentity.objects.filter(provider=provider, staff=staff).exists():
        raise Refused(_("You are connected with another account there already. Disconnect it first."))
    try:
        with transaction.atomic():
            made = OutsideIdentity.objects.create(
                staff=staff, provider=provider, subject=subject, bound_at=now
            )
    except IntegrityError as error:
        raise Refused(_("That account is connected with somebody else here.")) from error
    journal.record(events.IDENTITY_BOUND, about=staff, by=by, at=now, facts={"provider": provider})
    return made


@transaction.atomic
def unbind_identity(staff: StaffMember, *, provider: str, by: Actor, now: datetime) -> None:
    """That account opens nothing here any more. Only one's own."""
    if by.kind == "staff" and by.id != staff.pk:
        raise NotAllowed(_("Everybody connects their own account."))
    if OutsideIdentity.objects.filter(staff=staff, provider=provider).delete()[0]:
        journal.record(events.IDENTITY_UNBOUND, about=staff, by=by, at=now, facts={"provider": provider})


@transaction.atomic
def recognise(
    *, provider: str, subject: str, now: datetime, username: str = "", email: str = ""
) -> StaffMember | None:
    """Who that is here: by their bond, else by the staff number or proven mail address, which then bonds them.

    None where nobody, or more than one, answers to it, and where somebody is bound to another account there: no
    account is ever made. Who has left is returned, to be turned away.
    """
    bound = OutsideIdentity.objects.select_related("staff").filter(provider=provider, subject=subject).first()
    if bound:
        return bound.staff
    named = StaffMember.objects.filter(is_active=True)
    if username:
        found = list(named.filter(username=username.strip().lower())[:2])
    elif email:
        found = list(named.filter(email__iexact=email.strip())[:2])
    else:
        found = []
    if len(found) != 1:
        return None
    try:
        bind_identity(found[0], provider=provider, subject=subject, by=SYSTEM, now=now)
    except Refused:
        return None
    return found[0]


def shared_token(
    provider: str, fetch: Callable[[], tuple[str, int]], *, now: datetime, spent: str = ""
) -> str:
    """The platform's key, fetched by one process for all when there is none, it runs out or it is the `spent` one.

    `fetch` answers (key, seconds). The others wait for the row and find it there: platforms ration how often one asks.
    """
    kept = OutsideToken.objects.filter(provider=provider, expires_at__gt=now).first()
    if kept and kept.token != spent:
        return kept.token
    OutsideToken.objects.bulk_create([OutsideToken(provider=provider)], ignore_conflicts=True)
    with transaction.atomic():
        kept = OutsideToken.objects.select_for_update().get(pk=provider)
        if kept.expires_at is None or kept.expires_at <= now or kept.token == spent:
            kept.token, seconds = fetch()
            kept.expires_at = now + max(timedelta(seconds=seconds) - EARLIER, timedelta(seconds=seconds) / 2)
            kept.save()
        return kept.token
