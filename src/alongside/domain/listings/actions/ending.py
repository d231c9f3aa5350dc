"""The end of a listing: a deal takes it off at once, or its owner or we take it back (EST-4)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.estates.actions import move_unit
from alongside.domain.estates.models import Unit
from alongside.domain.estates.states import UNIT_STATES
from alongside.domain.listings import events
from alongside.domain.listings.actions.keeping import keep_change
from alongside.domain.listings.actions.matching import match_listings
from alongside.domain.listings.models import Listing
from alongside.domain.listings.permissions import COLLECT_LISTINGS
from alongside.domain.listings.states import LISTING_STATES
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused


@transaction.atomic
def conclude_listing(
    listing: Listing, *, amount: Decimal, on: date, by: Actor, now: datetime, words: str = ""
) -> Listing:
    """The deal is done: nobody finds it any more from this moment. A home of ours that is let becomes let (EST-2)."""
    by.require(COLLECT_LISTINGS, on=listing)
    if not 0 < amount < Decimal(10) ** 12:
        raise Refused(_("A price is more than zero."), field="amount")
    zone = ZoneInfo(listing.node.zone)
    if not listing.created_at.astimezone(zone).date() <= on <= now.astimezone(zone).date():
        raise Refused(_("A deal is done between the day it was listed and today."), field="on")
    listing = lock(listing)
    listing.state = LISTING_STATES.check("conclude_listing", listing.state)
    listing.concluded_on, listing.deal_amount = on, amount
    _end(listing, now)
    keep_change(
        listing, "concluded", events.LISTING_CONCLUDED, by=by, now=now, why=words,
        fields={"deal_amount": (listing.amount, amount), "concluded_on": (None, on)},
    )  # fmt: skip
    if listing.is_lease and listing.unit_id is not None:
        unit = Unit.objects.get(pk=listing.unit_id)
        if any(move.name == "let" for move in UNIT_STATES.open_to(unit.status)):
            move_unit(unit, act="let", on=on, by=by, now=now)
    return listing


@transaction.atomic
def withdraw_listing(listing: Listing, *, reason: str, by: Actor, now: datetime, words: str = "") -> Listing:
    """It is not offered any more. `reason` is one of Listing.EndReason; “untrue” counts for whoever collected it."""
    by.require(COLLECT_LISTINGS, on=listing)
    if reason not in Listing.EndReason.values:
        raise Refused(_("Say why."), field="reason")
    listing = lock(listing)
    listing.state = LISTING_STATES.check("withdraw_listing", listing.state)
    listing.end_reason = reason
    _end(listing, now)
    keep_change(
        listing, "withdrawn", events.LISTING_WITHDRAWN, by=by, now=now, why=words,
        fields={"end_reason": (None, reason)},
    )  # fmt: skip
    return listing


@transaction.atomic
def offer_again(listing: Listing, *, why: str, by: Actor, now: datetime) -> Listing:
    """Back on offer, verified by whoever says so."""
    by.require(COLLECT_LISTINGS, on=listing)
    if not why.strip():
        raise Refused(_("Say why."), field="why")
    listing = lock(listing)
    listing.state = LISTING_STATES.check("offer_again", listing.state)
    listing.ended_at, listing.end_reason, listing.matched_at = None, "", None
    listing.verified_at, listing.flagged_at, listing.hidden_at = now, None, None
    listing.verified_by_id = by.id if by.kind == "staff" else None
    listing.version += 1
    listing.save()
    keep_change(listing, "offered_again", events.LISTING_OFFERED_AGAIN, by=by, now=now, why=why)
    match_listings([listing.pk], now=now)
    return listing


def _end(listing: Listing, now: datetime) -> None:
    listing.ended_at, listing.flagged_at, listing.hidden_at = now, None, None
    listing.version += 1
    listing.save()
