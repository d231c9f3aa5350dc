from __future__ import annotations

from django.urls import path

from alongside.faces.desk.at_hand.scripts import scripts

urlpatterns = [path("scripts/", scripts, name="scripts")]
