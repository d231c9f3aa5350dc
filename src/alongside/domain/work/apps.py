from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "alongside.domain.work"
    label = "work"
    verbose_name = _("Work")

    def ready(self) -> None:
        """Reactions register when they are imported."""
        import_module("alongside.domain.work.reactions")
        import_module("alongside.domain.work.queries.waiting")
        import_module("alongside.domain.work.actions.retaining")
