"""A bulletin goes out to everybody whom it concerns at this moment, and is taken back (JRN-6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.bulletins import events
from alongside.domain.bulletins.actions.telling import start_round
from alongside.domain.bulletins.models import Bulletin, Recipient, SendingRound
from alongside.domain.bulletins.permissions import PUBLISH_BULLETINS
from alongside.domain.bulletins.queries import audience_of, buildings_of, today_at
from alongside.domain.bulletins.rules import check_can_go_out
from alongside.domain.bulletins.states import BULLETIN_STATES
from alongside.domain.wording.actions import Knowing, mind_words, note_said
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import copy_rows
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Conflict, Refused

REASON_CHARACTERS = 300


@transaction.atomic
def publish_bulletin(
    bulletin: Bulletin,
    *,
    expected: int,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    knowing: Knowing = (),
) -> Bulletin:
    """Freeze it, write down who is told, and begin telling them in the background.

    `expected`: how many customers the publisher was shown. Conflict when there are more or fewer by now.
    `knowing`: codes of the forbidden wordings that it holds and the publisher has been shown, else Unwary (CHN-8).
    """
    by.require(PUBLISH_BULLETINS, on=bulletin)
    bulletin = lock(bulletin, seen=seen)
    out = BULLETIN_STATES.check("publish_bulletin", bulletin.state)
    today = today_at(bulletin.node, now)
    check_can_go_out(bulletin, today=today)
    found = mind_words(bulletin.said, node=bulletin.node, by=by, knowing=knowing)
    _replace(bulletin, by=by, now=now)
    buildings, audience = list(buildings_of(bulletin)), audience_of(bulletin, on=today)
    if not buildings:
        raise Refused(_("There is no building that it would be about."), field="buildings")
    if audience.customers != expected:
        raise Conflict(
            _("It would reach %(now)s customers now, not %(before)s. Look at it again.")
            % {"now": audience.customers, "before": expected},
            facts={"seen": expected, "current": audience.customers},
        )
    bulletin.buildings.set(buildings)
    bulletin.state, bulletin.published_at = out, now
    bulletin.published_by_id = by.id if by.kind == "staff" else None
    bulletin.audience_count, bulletin.version = audience.customers, bulletin.version + 1
    bulletin.save()
    copy_rows(
        Recipient,
        "bulletin_id node_id customer_id unit_ids mail acknowledged_over acknowledged_words",
        (
            (bulletin.pk, bulletin.node_id, customer, _as_array(units), Recipient.Mail.WAITING, "", "")
            for customer, units in audience.homes.items()
        ),
    )
    facts = {"kind": bulletin.kind, "customers": audience.customers, "homes": audience.units}
    journal.record(events.BULLETIN_PUBLISHED, about=bulletin, by=by, at=now, facts=facts)
    note_said(found, about=bulletin, by=by, now=now)
    start_round(bulletin, SendingRound.Kind.TELLING, now=now)
    return bulletin


@transaction.atomic
def withdraw_bulletin(
    bulletin: Bulletin, *, reason: str, by: Actor, now: datetime, seen: int | None = None
) -> Bulletin:
    """Take it back, with a reason that everybody who was told reads."""
    by.require(PUBLISH_BULLETINS, on=bulletin)
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise Refused(_("Say why it is withdrawn; everybody who was told reads it."), field="reason")
    if len(reason) > REASON_CHARACTERS:
        raise Refused(_("At most %(n)s characters.") % {"n": REASON_CHARACTERS}, field="reason")
    bulletin = lock(bulletin, seen=seen)
    bulletin.state = BULLETIN_STATES.check("withdraw_bulletin", bulletin.state)
    if Bulletin.objects.filter(replaces=bulletin).exists():
        raise Refused(_("A corrected version is being written. Publish it or throw it away first."))
    bulletin.withdrawn_at, bulletin.withdrawn_because = now, reason
    bulletin.version += 1
    bulletin.save()
    journal.record(events.BULLETIN_WITHDRAWN, about=bulletin, by=by, at=now)
    start_round(bulletin, SendingRound.Kind.WITHDRAWAL, now=now)
    return bulletin


def _replace(bulletin: Bulletin, *, by: Actor, now: datetime) -> None:
    """What it corrects steps back."""
    if bulletin.replaces is None:
        return
    before = lock(bulletin.replaces)
    before.state = BULLETIN_STATES.check("replace_bulletin", before.state)
    before.version += 1
    before.save()
    facts = {"bulletin": bulletin.pk}
    journal.record(events.BULLETIN_REPLACED, about=before, by=by, at=now, facts=facts)


def _as_array(keys: list[int]) -> str:
    return "{" + ",".join(str(key) for key in keys) + "}"
