from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "alongside.faces.desk"
    label = "desk"

    def ready(self) -> None:
        """The desk's answers to hooks of domains register when they are imported."""
        import_module("alongside.faces.desk.daily.paper")
        import_module("alongside.faces.desk.meetings.paper")
