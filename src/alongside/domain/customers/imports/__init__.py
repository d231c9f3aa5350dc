"""Customers in bulk."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.imports.columns import CUSTOMER_COLUMNS
from alongside.domain.customers.imports.customers import import_customers
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.work.hooks import Importer

CUSTOMERS = Importer("customers", _("Customers"), CHANGE_CUSTOMERS, CUSTOMER_COLUMNS, import_customers)

__all__ = ["CUSTOMERS", "CUSTOMER_COLUMNS", "import_customers"]
