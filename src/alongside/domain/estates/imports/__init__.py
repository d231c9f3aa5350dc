"""Taking in the estates' part of the packs, and units in bulk."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.estates.imports.catalogue import load_locations
from alongside.domain.estates.imports.columns import IS_NO_ADDRESS, UNIT_COLUMNS
from alongside.domain.estates.imports.prices import (
    AMOUNTS_DIFFER,
    CHEAPEST_SALE,
    IS_NO_AMOUNT,
    IS_TOO_CHEAP,
    amount_of,
    amount_said,
    fits,
)
from alongside.domain.estates.imports.units import import_units
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.domain.work.hooks import Importer

UNITS = Importer("units", _("Homes"), CHANGE_ESTATES, UNIT_COLUMNS, import_units)

__all__ = [
    "AMOUNTS_DIFFER",
    "CHEAPEST_SALE",
    "IS_NO_ADDRESS",
    "IS_NO_AMOUNT",
    "IS_TOO_CHEAP",
    "UNITS",
    "UNIT_COLUMNS",
    "amount_of",
    "amount_said",
    "fits",
    "import_units",
    "load_locations",
]
