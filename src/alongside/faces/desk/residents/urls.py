from __future__ import annotations

from django.urls import path

from alongside.faces.desk.residents.residents import residents

urlpatterns = [path("", residents, name="residents")]
