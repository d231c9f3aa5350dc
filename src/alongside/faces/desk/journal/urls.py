from __future__ import annotations

from django.urls import path

from alongside.faces.desk.journal.journal import journal

urlpatterns = [path("", journal, name="journal")]
