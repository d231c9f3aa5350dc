from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListingsConfig(AppConfig):
    name = "alongside.domain.listings"
    label = "listings"
    verbose_name = _("Listings")

    def ready(self) -> None:
        """What can be imported, and the answers to lower domains' hooks, register when they are imported."""
        import_module("alongside.domain.listings.imports")
        import_module("alongside.domain.listings.actions.handing_over")
        import_module("alongside.domain.listings.reactions")
