from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomersConfig(AppConfig):
    name = "alongside.domain.customers"
    label = "customers"
    verbose_name = _("Customers")

    def ready(self) -> None:
        """What can be imported registers when it is imported."""
        import_module("alongside.domain.customers.imports")
