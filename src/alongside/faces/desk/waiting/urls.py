from __future__ import annotations

from django.urls import path

from alongside.faces.desk.waiting.waiting import waiting

urlpatterns = [path("", waiting, name="waiting")]
