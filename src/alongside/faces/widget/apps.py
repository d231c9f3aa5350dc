from django.apps import AppConfig


class WidgetConfig(AppConfig):
    name = "alongside.faces.widget"
    label = "widget"
