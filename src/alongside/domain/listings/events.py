from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

LISTING_ADDED = Event("listing.added", _("Listing added"))
LISTINGS_IMPORTED = Event("node.listings_imported", _("%(count)s listings imported"))
LISTING_CHANGED = Event("listing.changed", _("Listing changed"))
LISTING_VERIFIED = Event("listing.verified", _("Listing verified"))
LISTING_FLAGGED = Event("listing.flagged", _("Listing unverified for 30 days"))
LISTING_HIDDEN = Event("listing.hidden", _("Listing unverified for 45 days and out of the public view"))
LISTING_WITHDRAWN = Event("listing.withdrawn", _("Listing withdrawn"))
LISTING_OFFERED_AGAIN = Event("listing.offered_again", _("Listing offered again"))
LISTING_CONCLUDED = Event("listing.concluded", _("Deal concluded"))
LISTING_MERGED = Event("listing.merged", _("Listings of the same flat merged"))
LISTING_PAIR_PARTED = Event("listing.pair_parted", _("Found to be two different flats"))
OWNER_REVEALED = Event("listing.owner_revealed", _("Owner of a listing shown in full"), shown="nobody")

LISTINGS_UNVERIFIED = Event(
    "listings.unverified", _("%(flagged)s listings unverified for 30 days"), shown="nobody"
)
LISTINGS_HIDDEN = Event("listings.hidden", _("%(hidden)s listings out of the public view"), shown="nobody")
