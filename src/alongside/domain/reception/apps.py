from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceptionConfig(AppConfig):
    name = "alongside.domain.reception"
    label = "reception"
    verbose_name = _("Walk-in desks")

    def ready(self) -> None:
        """Answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.reception.reactions")
        import_module("alongside.domain.reception.rules.notices")
