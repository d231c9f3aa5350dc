"""Whose a listing is: kept encrypted, shown for a reason, so many a day, and never without a line (EST-6)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.customers.queries import find_by_phone
from alongside.domain.customers.rules import contact_hash, masked, normalised_phone
from alongside.domain.listings import events, rules
from alongside.domain.listings.actions.keeping import keep_change
from alongside.domain.listings.actions.matching import match_listings
from alongside.domain.listings.models import Listing, ListingOwner
from alongside.domain.listings.permissions import COLLECT_LISTINGS, REVEAL_OWNER
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.bulk import one_run_at_a_time
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Refused


@transaction.atomic
def change_owner(
    listing: Listing, *, name: str, phone: str, why: str, by: Actor, now: datetime
) -> ListingOwner | None:
    """Another owner, or another number of theirs. The history says that, not what."""
    by.require(COLLECT_LISTINGS, on=listing)
    if not why.strip():
        raise Refused(_("Say why."), field="why")
    listing = Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
    owner = write_owner(listing, name=name, phone=phone, by=by)
    keep_change(listing, "owner", events.LISTING_CHANGED, by=by, now=now, why=why, facts={"part": "owner"})
    Listing.objects.filter(pk=listing.pk).update(matched_at=None)
    match_listings([listing.pk], now=now)
    return owner


@transaction.atomic
def reveal_owner(listing: Listing, *, reason: str, by: Actor, now: datetime) -> tuple[str, str]:
    """(name, phone) in full, with a line in the journal: who, what, why. Refused past a day's limit (EST-6).

    Two windows of one person cannot outrun the limit: they follow each other.
    """
    by.require(REVEAL_OWNER, on=listing)
    if reason not in ListingOwner.RevealReason.values:
        raise Refused(_("Say for what you need it."), field="reason")
    owner = ListingOwner.objects.select_related("customer").filter(listing=listing).first()
    if owner is None:
        raise Refused(_("Nobody is known as its owner."))
    with one_run_at_a_time(f"listings.reveal:{by.kind}:{by.id}"):
        seen = JournalEntry.objects.filter(
            kind=events.OWNER_REVEALED.kind, by_kind=by.kind, by_id=by.id, at__gt=now - timedelta(days=1)
        )
        if by.kind != "system" and seen.count() >= rules.REVEALS_A_DAY:
            raise Refused(
                _("You have looked at %(n)s owners within a day, as many as one person may.")
                % {"n": rules.REVEALS_A_DAY}
            )
        journal.record(events.OWNER_REVEALED, about=listing, by=by, at=now, facts={"reason": reason})
    return contact_of(owner)


def contact_of(owner: ListingOwner) -> tuple[str, str]:
    """A customer's own name and first phone, else what was written down."""
    if owner.customer is None:
        return owner.name, owner.phone
    point = owner.customer.contact_points.filter(kind="phone").order_by("-is_primary", "id").first()
    return owner.customer.name, point.value if point else ""


def write_owner(listing: Listing, *, name: str, phone: str, by: Actor) -> ListingOwner | None:
    """The row of the owner; none when nothing is said. Raises Refused for what is no phone."""
    name, phone = " ".join(name.split()), phone.strip()
    if len(name) > 120:
        raise Refused(_("This is longer than 120 characters."), field="owner_name")
    try:
        number = normalised_phone(phone) if phone else ""
    except Refused as no:
        raise Refused(no.words, field="owner_phone") from no
    ListingOwner.objects.filter(listing=listing).delete()
    if not name and not number:
        return None
    customer = _customer_with(number, name, by) if number else None
    return ListingOwner.objects.create(
        listing=listing,
        customer=customer,
        name="" if customer else name,
        phone="" if customer else number,
        phone_hash=contact_hash("phone", number) if number else "",
        called=rules.masked_name(customer.name if customer else name),
        masked=masked("phone", number) if number else "",
    )


def _customer_with(number: str, name: str, by: Actor) -> Customer | None:
    """The one customer with this phone, and this name if one is said, whom the actor may see."""
    found = [one for one in find_by_phone(number, by)[:3] if not name or one.name == name]
    return found[0] if len(found) == 1 else None
