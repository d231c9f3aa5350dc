from __future__ import annotations

from django.urls import path

from alongside.faces.portal.help.help_centre import help_article, help_centre, say_helpful_page

urlpatterns = [
    path("", help_centre, name="help"),
    path("<int:pk>/", help_article, name="help_article"),
    path("<int:pk>/helpful/", say_helpful_page, name="say_helpful"),
]
