"""Where people sit in the hotline, and whether they take calls now (CHN-5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.events import SEAT_LEFT, SEAT_TAKEN
from alongside.domain.conversations.models import Account, Seat
from alongside.domain.conversations.permissions import ANSWER_CALLS
from alongside.domain.organisation.models import StaffMember
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

UNSEEN = timedelta(minutes=5)  # no page of theirs asked for so long: nobody sits there
NOTED_EACH = timedelta(minutes=1)


@transaction.atomic
def take_seat(account: Account, *, extension: str, by: Actor, now: datetime) -> Seat:
    """From now on calls for this extension are this person's. Refused while somebody else sits there."""
    by.require(ANSWER_CALLS, on=account)
    extension = extension.strip()
    if not extension or len(extension) > 20 or not extension.isalnum():
        raise Refused(_("An extension is made of digits and letters."), field="extension")
    if not account.is_active:
        raise Refused(_("This telephone system is switched off."), field="account")
    staff = StaffMember.objects.get(pk=by.id if by.kind == "staff" else None)
    others = Seat.objects.filter(account=account, extension=extension).exclude(staff=staff)
    others.filter(seen_at__lt=now - UNSEEN).delete()
    try:
        with transaction.atomic():
            seat, _is_new = Seat.objects.update_or_create(
                staff=staff,
                defaults={
                    "account": account,
                    "node_id": account.node_id,
                    "extension": extension,
                    "state": Seat.State.AWAY,
                    "reason": "",
                    "since": now,
                    "seen_at": now,
                    "call": None,
                },
            )
    except IntegrityError as error:
        raise Refused(_("Somebody else sits at this extension."), field="extension") from error
    journal.record(SEAT_TAKEN, about=staff, by=by, at=now, facts={"account": account.pk})
    return seat


@transaction.atomic
def say_readiness(seat: Seat, *, state: str, by: Actor, now: datetime, reason: str = "") -> Seat:
    """Ready, at work after a call, or away and why. One's own seat only."""
    fresh = _mine(seat, by)
    if state not in Seat.State.values or reason not in Seat.Reason.values or reason == Seat.Reason.GONE:
        raise Refused(_("Choose one of these."), field="state")
    fresh.state, fresh.since = state, now
    fresh.reason = reason if state == Seat.State.AWAY else ""
    fresh.seen_at = now
    fresh.news += 1
    fresh.save()
    return fresh


@transaction.atomic
def leave_seat(seat: Seat, *, by: Actor, now: datetime) -> None:
    """The shift is over: calls for this extension are nobody's."""
    fresh = _mine(seat, by)
    fresh.delete()
    journal.record(SEAT_LEFT, about=StaffMember.objects.get(pk=seat.staff_id), by=by, at=now)


def note_seen(seat: Seat, *, now: datetime) -> None:
    """A page of theirs is open. Written once a minute at most."""
    if seat.seen_at < now - NOTED_EACH:
        Seat.objects.filter(pk=seat.pk).update(seen_at=now)


def sweep_seats(*, now: datetime) -> int:
    """Who closed every page without a word is away, so that the board counts whom there is."""
    unseen = Seat.objects.exclude(state=Seat.State.AWAY).filter(seen_at__lt=now - UNSEEN)
    return unseen.update(state=Seat.State.AWAY, reason=Seat.Reason.GONE, since=now, news=F("news") + 1)


def _mine(seat: Seat, by: Actor) -> Seat:
    fresh = Seat.objects.select_for_update().filter(pk=seat.pk).first()
    if fresh is None or by.kind != "staff" or by.id != fresh.staff_id:
        raise Refused(_("This seat is not yours."))
    return fresh
