from importlib import import_module

from django.apps import AppConfig


class APIConfig(AppConfig):
    name = "alongside.faces.api"
    label = "api"

    def ready(self) -> None:
        """The names that webhooks use register when they are imported."""
        import_module("alongside.faces.api.names")
