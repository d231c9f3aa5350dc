"""Reading and acknowledging: by the customer in the portal, or written down by staff (JRN-6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.bulletins import events
from alongside.domain.bulletins.models import Bulletin, Recipient
from alongside.domain.bulletins.permissions import ACKNOWLEDGE_BULLETIN, RECORD_ACKNOWLEDGEMENT
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

MOST_CHARACTERS = 300
BY_STAFF = (Recipient.Over.PHONE, Recipient.Over.PAPER, Recipient.Over.VISIT)


def mark_read(bulletin: Bulletin, *, by: Actor, now: datetime) -> bool:
    """The customer opened it; the first time counts. False: it was read before, or it is not for them."""
    if by.kind != "customer":
        return False
    theirs = Recipient.objects.filter(bulletin=bulletin, customer_id=by.id, read_at__isnull=True)
    return bool(theirs.update(read_at=now))


@transaction.atomic
def acknowledge_bulletin(recipient: Recipient, *, by: Actor, now: datetime) -> Recipient:
    """The customer says that they have read it. Said twice, the first time stays."""
    by.require(ACKNOWLEDGE_BULLETIN, on=recipient)
    recipient = _held(recipient)
    if recipient.acknowledged_at is None:
        _acknowledge(recipient, Recipient.Over.PORTAL, by=by, now=now)
    return recipient


@transaction.atomic
def record_acknowledgement(
    recipient: Recipient, *, over: str, words: str, by: Actor, now: datetime
) -> Recipient:
    """A staff member heard or holds it: over which way, and where the paper lies or what was said."""
    by.require(RECORD_ACKNOWLEDGEMENT, on=recipient)
    words = words.replace("\x00", "").strip()
    if over not in BY_STAFF:
        raise Refused(_("Say how they acknowledged it."), field="over")
    if not words:
        raise Refused(_("Say who said it and when, or where the signed paper lies."), field="words")
    if len(words) > MOST_CHARACTERS:
        raise Refused(_("At most %(n)s characters.") % {"n": MOST_CHARACTERS}, field="words")
    recipient = _held(recipient)
    if recipient.acknowledged_at is not None:
        raise Refused(_("They have acknowledged it already."), facts={"over": recipient.acknowledged_over})
    recipient.acknowledged_words = words
    recipient.acknowledged_by_id = by.id if by.kind == "staff" else None
    _acknowledge(recipient, over, by=by, now=now)
    return recipient


def _held(recipient: Recipient) -> Recipient:
    held = Recipient.objects.select_for_update(of=("self",)).select_related("bulletin")
    fresh = held.get(pk=recipient.pk)
    if not fresh.bulletin.is_change or fresh.bulletin.state != "published":
        raise Refused(_("There is nothing to be acknowledged."), facts={"state": fresh.bulletin.state})
    return fresh


def _acknowledge(recipient: Recipient, over: str, *, by: Actor, now: datetime) -> None:
    recipient.acknowledged_at, recipient.acknowledged_over = now, over
    if over == Recipient.Over.PORTAL:
        recipient.read_at = recipient.read_at or now
    recipient.save()
    journal.record(
        events.BULLETIN_ACKNOWLEDGED,
        about=recipient.bulletin,
        by=by,
        at=now,
        facts={"customer": recipient.customer_id, "over": over},
    )
