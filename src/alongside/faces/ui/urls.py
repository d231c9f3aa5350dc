"""The address of the design system itself."""

from django.urls import path

from alongside.faces.ui.living_page import living_page

urlpatterns = [path("ui/", living_page, name="living_page")]
