from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "alongside.domain.privacy"
    label = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        """The answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.privacy.reactions")
