from __future__ import annotations

from django.urls import path

from alongside.faces.portal.me.me import choose_language, me

urlpatterns = [path("", me, name="me"), path("language/", choose_language, name="choose_language")]
