from django.apps import AppConfig


class APIConfig(AppConfig):
    name = "alongside.faces.api"
    label = "api"
