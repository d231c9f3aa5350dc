from __future__ import annotations

from django.urls import path

from alongside.faces.desk.at_hand.drafts import draft, summary
from alongside.faces.desk.at_hand.scripts import scripts

urlpatterns = [
    path("scripts/", scripts, name="scripts"),
    path("draft/", draft, name="draft"),
    path("summary/", summary, name="summary"),
]
