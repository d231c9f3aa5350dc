from django.apps import AppConfig


class UIConfig(AppConfig):
    name = "alongside.faces.ui"
    label = "ui"
