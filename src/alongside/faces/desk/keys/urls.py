from __future__ import annotations

from django.urls import path

from alongside.faces.desk.keys.keys import keys, rotate_keys_page

urlpatterns = [
    path("", keys, name="keys"),
    path("rotate/", rotate_keys_page, name="rotate_keys"),
]
