"""What the desk says of each kind of table that can be imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.imports import CUSTOMERS
from alongside.domain.estates.imports import UNITS
from alongside.domain.listings.imports import LISTINGS
from alongside.domain.work.hooks import Importer


@dataclass(frozen=True)
class Kind:
    """`url_name` is where such a file is brought, `area` the list in which its rows appear."""

    importer: Importer
    title: Any
    lead: Any
    url_name: str
    area: str
    crumb: Any


KINDS = {
    one.importer.kind: one
    for one in (
        Kind(
            UNITS,
            _("Import homes"),
            _(
                "Estates and buildings that are new are made. A home that is there already is brought up to date."
            ),
            "desk:import_units",
            "desk:estates",
            _("Estates and homes"),
        ),
        Kind(
            CUSTOMERS,
            _("Import customers"),
            _(
                "Whoever is known already, by number or by phone and name, is brought up to date. Homes come first."
            ),
            "desk:import_customers",
            "desk:customers",
            _("Customers"),
        ),
        Kind(
            LISTINGS,
            _("Import listings"),
            _(
                "One that is there already, by its number or its door, is brought up to date. Owners are kept encrypted."
            ),
            "desk:import_listings",
            "desk:listings",
            _("Listings"),
        ),
    )
}
