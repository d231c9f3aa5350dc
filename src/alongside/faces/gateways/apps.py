from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "alongside.faces.gateways"
    label = "gateways"
