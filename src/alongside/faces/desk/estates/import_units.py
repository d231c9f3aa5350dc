"""Homes from a table (EST-7): a dry run first, faults by line and column, then the load."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.estates.imports import UNIT_COLUMNS, import_units
from alongside.domain.estates.imports.units import template_row
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.faces.desk.importing import Importer, import_page
from alongside.faces.desk.page import DeskRequest, desk_page


@desk_page(CHANGE_ESTATES)
def import_units_page(request: DeskRequest) -> HttpResponse:
    importer = Importer(
        title=_("Import homes"),
        lead=_("Estates and buildings that are new are made; a home that is there already is left alone."),
        columns=UNIT_COLUMNS,
        load=import_units,
        permission=CHANGE_ESTATES,
        back=reverse("desk:estates"),
        crumb=_("Estates and homes"),
        area="desk:estates",
        example=[str(value) for value in template_row().values()],
    )
    return import_page(request, importer)
