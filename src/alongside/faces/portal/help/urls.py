from __future__ import annotations

from django.urls import path

from alongside.faces.portal.help.help_centre import (
    help_article,
    help_centre,
    help_file,
    say_helpful_page,
)

urlpatterns = [
    path("", help_centre, name="help"),
    path("<int:pk>/", help_article, name="help_article"),
    path("files/<uuid:file_id>/", help_file, name="help_file"),
    path("files/<uuid:file_id>/small/", help_file, {"is_small": True}, name="help_picture"),
    path("<int:pk>/helpful/", say_helpful_page, name="say_helpful"),
]
