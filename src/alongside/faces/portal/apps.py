from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "alongside.faces.portal"
    label = "portal"
