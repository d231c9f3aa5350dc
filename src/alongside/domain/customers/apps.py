from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "alongside.domain.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """What comes in and goes out as a table, and is handed over, registers when it is imported."""
        import_module("alongside.domain.customers.queries.exporting")
        import_module("alongside.domain.customers.actions.handing_over")
        import_module("alongside.domain.customers.imports")
        import_module("alongside.domain.customers.actions.retaining")
