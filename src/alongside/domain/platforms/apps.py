from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformsConfig(AppConfig):
    name = "alongside.domain.platforms"
    label = "platforms"
    verbose_name = _("Platforms of the staff")

    def ready(self) -> None:
        """Reactions and the answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.platforms.reactions")
        import_module("alongside.domain.platforms.rules.notices")
