from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssistanceConfig(AppConfig):
    name = "alongside.domain.assistance"
    label = "assistance"
    verbose_name = _("Assistance")

    def ready(self) -> None:
        """Reactions and the answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.assistance.reactions")
        import_module("alongside.domain.assistance.rules.notices")
