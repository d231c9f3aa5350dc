"""Keeping listings true: verified again, flagged after 30 days, out of the public view after 45 (EST-4)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.listings import events, rules
from alongside.domain.listings.actions.keeping import keep_change
from alongside.domain.listings.models import Listing, ListingChange
from alongside.domain.listings.permissions import COLLECT_LISTINGS
from alongside.domain.organisation.models import StaffMember
from alongside.domain.work.actions.notices import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.events import Event
from alongside.kernel.refusals import Refused

BATCH = 2_000
HOW = {
    "call": _("The owner said so on the phone"),
    "visit": _("Seen on the spot"),
    "owner": _("The owner came by"),
    "message": _("The owner wrote"),
}


@transaction.atomic
def verify_listing(listing: Listing, *, how: str, by: Actor, now: datetime, words: str = "") -> Listing:
    """It is true today: `how` is a key of HOW. Back in the public view if it had left it."""
    by.require(COLLECT_LISTINGS, on=listing)
    if how not in HOW:
        raise Refused(_("Say how you know."), field="how")
    listing = lock(listing)
    if listing.state != "offered":
        raise Refused(_("The listing is not offered any more."), facts={"state": listing.state})
    listing.verified_at, listing.flagged_at, listing.hidden_at = now, None, None
    listing.verified_by_id = by.id if by.kind == "staff" else None
    listing.version += 1
    listing.save(update_fields=["verified_at", "verified_by", "flagged_at", "hidden_at", "version"])
    keep_change(
        listing, "verified", events.LISTING_VERIFIED, by=by, now=now, why=words,
        fields={"how": (None, how)},
    )  # fmt: skip
    return listing


def sweep_verifications(*, now: datetime) -> Counter[str]:
    """Say of every listing whose time has come that it is flagged or hidden, however long nobody looked.

    In batches, each a few statements in a transaction of its own; two rounds at once share the work. The public
    view does not wait for this: it asks for the age itself.
    """
    done: Counter[str] = Counter()
    for what, field, after, event in (
        ("flagged", "flagged_at", rules.FLAGGED_AFTER, events.LISTING_FLAGGED),
        ("hidden", "hidden_at", rules.HIDDEN_AFTER, events.LISTING_HIDDEN),
    ):
        while count := _mark(what, field, after, event, now):
            done[what] += count
    return done


@transaction.atomic
def _mark(what: str, field: str, after: timedelta, event: Event, now: datetime) -> int:
    due = Listing.objects.filter(state="offered", verified_at__lte=now - after, **{f"{field}__isnull": True})
    rows = list(
        due.select_for_update(skip_locked=True)
        .order_by("verified_at")
        .only("pk", "node_id", "collected_by_id")[:BATCH]
    )
    if not rows:
        return 0
    Listing.objects.filter(pk__in=[one.pk for one in rows]).update(**{field: now})
    ListingChange.objects.bulk_create(
        ListingChange(node_id=one.node_id, listing=one, what=what, at=now, by_kind=SYSTEM.kind)
        for one in rows
    )
    journal.record_many((journal.Fact(event, about=one) for one in rows), by=SYSTEM, at=now)
    _tell_collectors(what, rows, now)
    return len(rows)


def _tell_collectors(what: str, rows: list[Listing], now: datetime) -> None:
    """One notice a person and day, however many listings."""
    event = events.LISTINGS_UNVERIFIED if what == "flagged" else events.LISTINGS_HIDDEN
    counts = Counter(one.collected_by_id for one in rows)
    people = StaffMember.objects.filter(pk__in=counts, is_active=True)
    notify_many(
        notice_for(
            one, event.kind, now=now, label=str(counts[one.pk]), facts={what: counts[one.pk]},
            once_key=f"{event.kind}:{now:%Y%m%d}:{one.pk}",
        )
        for one in people
    )  # fmt: skip
