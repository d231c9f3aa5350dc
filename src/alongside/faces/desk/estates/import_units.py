"""Homes from a table (EST-7)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.faces.desk.imports.kinds import KINDS
from alongside.faces.desk.imports.start_import import start_import_page
from alongside.faces.desk.page import DeskRequest, desk_page


@desk_page(CHANGE_ESTATES)
def import_units_page(request: DeskRequest) -> HttpResponse:
    return start_import_page(request, KINDS["units"])
