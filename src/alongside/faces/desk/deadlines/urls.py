from __future__ import annotations

from django.urls import path

from alongside.faces.desk.deadlines.deadlines import deadlines

urlpatterns = [path("", deadlines, name="deadlines")]
