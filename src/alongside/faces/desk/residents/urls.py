from __future__ import annotations

from django.urls import path

from alongside.faces.desk.residents.photo_wall import photo_wall_page, wall_photo
from alongside.faces.desk.residents.residents import residents

urlpatterns = [
    path("", residents, name="residents"),
    path("photos/", photo_wall_page, name="photo_wall"),
    path("photos/<int:pk>/", wall_photo, name="wall_photo"),
]
