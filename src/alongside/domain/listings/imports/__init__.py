"""Listings in bulk from a table (EST-7)."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.listings.imports.columns import LISTING_COLUMNS
from alongside.domain.listings.imports.listings import import_listings
from alongside.domain.listings.permissions import COLLECT_LISTINGS
from alongside.domain.work.hooks import Importer

LISTINGS = Importer("listings", _("Listings"), COLLECT_LISTINGS, LISTING_COLUMNS, import_listings)

__all__ = ["LISTINGS", "LISTING_COLUMNS", "import_listings"]
