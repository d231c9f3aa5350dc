"""Listings of somebody who leaves get another who answers for their truth (EST-4, ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.listings import events
from alongside.domain.listings.actions.keeping import keep_change
from alongside.domain.listings.models import Listing
from alongside.domain.listings.permissions import COLLECT_LISTINGS
from alongside.domain.organisation.actions.leaving import heir_at
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

OPEN = ("offered", "withdrawn")  # one that is withdrawn may be offered again


def _collected(staff: StaffMember) -> list[OpenThing]:
    listings = Listing.objects.filter(collected_by=staff, state__in=OPEN).order_by("pk")
    return [OpenThing(*row) for row in listings.values_list("pk", "number", "node_id")]


def _give_listing(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """Without a receiver the place's manager answers for it, until they give it on."""
    listing = Listing.objects.select_for_update().get(pk=thing_id)
    if listing.collected_by_id != staff.pk or listing.state not in OPEN:
        return False
    if to is not None and not actor_for(to, now=now).may(COLLECT_LISTINGS, on=listing):
        raise Refused(_("%(name)s does not take in listings there.") % {"name": to.name}, field="to")
    to = to or heir_at(listing.node_id, staff=staff, now=now)
    listing.collected_by, listing.version = to, listing.version + 1
    listing.save(update_fields=["collected_by", "version"])
    fields = {"collected_by": (staff.pk, to.pk)}
    keep_change(listing, "changed", events.LISTING_CHANGED, by=by, now=now, fields=fields)
    return True


LISTINGS = Handing("listing", _("Listing"), _collected, _give_listing)
