from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromisesConfig(AppConfig):
    name = "alongside.domain.promises"
    label = "promises"
    verbose_name = _("Promises")

    def ready(self) -> None:
        """Reactions and the answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.promises.reactions")
        import_module("alongside.domain.promises.rules.notices")
        import_module("alongside.domain.promises.queries.waiting")
