from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "alongside.domain.bulletins"
    label = "bulletins"
    verbose_name = _("Bulletins")

    def ready(self) -> None:
        """The answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.bulletins.reactions")
