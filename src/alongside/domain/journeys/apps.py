from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneysConfig(AppConfig):
    name = "alongside.domain.journeys"
    label = "journeys"
    verbose_name = _("Journeys")

    def ready(self) -> None:
        """Reactions and the answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.journeys.reactions")
        import_module("alongside.domain.journeys.rules.notices")
        import_module("alongside.domain.journeys.queries.waiting")
