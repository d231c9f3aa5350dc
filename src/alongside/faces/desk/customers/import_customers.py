"""Customers from a table (CUS-10)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.faces.desk.imports.kinds import KINDS
from alongside.faces.desk.imports.start_import import start_import_page
from alongside.faces.desk.page import DeskRequest, desk_page


@desk_page(CHANGE_CUSTOMERS)
def import_customers_page(request: DeskRequest) -> HttpResponse:
    return start_import_page(request, KINDS["customers"])
