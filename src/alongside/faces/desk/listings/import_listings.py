"""Listings from a table (EST-7)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.listings.permissions import COLLECT_LISTINGS
from alongside.faces.desk.imports.kinds import KINDS
from alongside.faces.desk.imports.start_import import start_import_page
from alongside.faces.desk.page import DeskRequest, desk_page


@desk_page(COLLECT_LISTINGS)
def import_listings_page(request: DeskRequest) -> HttpResponse:
    return start_import_page(request, KINDS["listings"])
