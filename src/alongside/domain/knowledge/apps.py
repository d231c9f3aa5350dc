from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "alongside.domain.knowledge"
    label = "knowledge"
    verbose_name = _("Knowledge")

    def ready(self) -> None:
        """The answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.knowledge.reactions")
        import_module("alongside.domain.knowledge.queries.waiting")
