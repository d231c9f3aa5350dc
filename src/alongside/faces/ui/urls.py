"""Addresses of the design system itself: the living page and the switch of language."""

from django.urls import path
from django.views.i18n import set_language

from alongside.faces.ui.living_page import living_page

urlpatterns = [
    path("ui/", living_page, name="living_page"),
    path("language/", set_language, name="set_language"),
]
