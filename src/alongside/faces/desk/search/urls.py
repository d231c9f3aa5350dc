from __future__ import annotations

from django.urls import path

from alongside.faces.desk.search.search import palette, search

urlpatterns = [
    path("", search, name="search"),
    path("palette/", palette, name="palette"),
]
