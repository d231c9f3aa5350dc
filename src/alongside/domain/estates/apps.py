from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EstatesConfig(AppConfig):
    name = "alongside.domain.estates"
    label = "estates"
    verbose_name = _("Estates")

    def ready(self) -> None:
        """What can be imported registers when it is imported."""
        import_module("alongside.domain.estates.imports")
