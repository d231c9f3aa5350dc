"""Not below the portal's own addresses: staff of the demo read it too."""

from __future__ import annotations

from django.urls import path

from alongside.faces.portal.demo_outbox.demo_outbox import demo_letter, demo_letter_body, demo_outbox

urlpatterns = [
    path("", demo_outbox, name="demo_outbox"),
    path("<int:delivery_id>/", demo_letter, name="demo_letter"),
    path("<int:delivery_id>/body/", demo_letter_body, name="demo_letter_body"),
]
