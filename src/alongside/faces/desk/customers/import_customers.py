"""Customers from a table (CUS-10): a dry run first, faults by line and column, then the load."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.customers.imports import CUSTOMER_COLUMNS, import_customers
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.faces.desk.importing import Importer, import_page
from alongside.faces.desk.page import DeskRequest, desk_page

EXAMPLE = {
    "source_key": "K-1001", "name": "周敏", "form_of_address": "女士", "kind": "个人", "tier": "金卡",
    "phone": "13812344420", "email": "zhou@example.com", "estate": "观澜庭", "building": "8栋",
    "entrance": "1单元", "number": "2102", "role": "业主", "from_on": "2024-06-30",
}  # fmt: skip


@desk_page(CHANGE_CUSTOMERS)
def import_customers_page(request: DeskRequest) -> HttpResponse:
    importer = Importer(
        title=_("Import customers"),
        lead=_("Whoever is known already by phone and name is left as they are. Homes must be there before."),
        columns=CUSTOMER_COLUMNS,
        load=import_customers,
        permission=CHANGE_CUSTOMERS,
        back=reverse("desk:customers"),
        crumb=_("Customers"),
        area="desk:customers",
        example=[EXAMPLE.get(field, "") for field in CUSTOMER_COLUMNS],
    )
    return import_page(request, importer)
