from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    name = "alongside.domain.conversations"
    label = "conversations"
    verbose_name = _("Conversations")

    def ready(self) -> None:
        """Notice kinds and the answers to lower domains' hooks register when they are imported."""
        import_module("alongside.domain.conversations.rules.notices")
        import_module("alongside.domain.conversations.reactions")
        import_module("alongside.domain.conversations.queries.waiting")
        import_module("alongside.domain.conversations.queries.waiting_calls")
        import_module("alongside.domain.conversations.actions.retaining")
