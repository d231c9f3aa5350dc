from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "alongside.domain.cases"
    label = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Reactions and the answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.cases.reactions")
        import_module("alongside.domain.cases.queries.exporting")
        import_module("alongside.domain.cases.queries.waiting")
        import_module("alongside.domain.cases.actions.retaining")
        import_module("alongside.domain.cases.actions.losses")
        import_module("alongside.domain.cases.queries.legal")
        import_module("alongside.domain.cases.actions.legal.handing_over")
        import_module("alongside.domain.cases.reactions.keeping_legal")
