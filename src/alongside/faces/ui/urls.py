"""The front door, and the address of the design system itself."""

from django.urls import path

from alongside.faces.ui.front_door import front_door
from alongside.faces.ui.living_page import living_page

urlpatterns = [
    path("", front_door, name="root"),
    path("ui/", living_page, name="living_page"),
]
