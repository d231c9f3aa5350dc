from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "alongside.faces.desk"
    label = "desk"
