from __future__ import annotations

from django.urls import path

from alongside.faces.portal.files.file import file, thumbnail

urlpatterns = [
    path("<uuid:file_id>/", file, name="file"),
    path("<uuid:file_id>/small/", thumbnail, name="thumbnail"),
]
