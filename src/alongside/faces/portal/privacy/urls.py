from __future__ import annotations

from django.urls import path

from alongside.faces.portal.privacy.privacy import (
    give_consent_page,
    privacy,
    purpose,
    withdraw_consent_page,
)

urlpatterns = [
    path("", privacy, name="privacy"),
    path("purposes/<slug:code>/", purpose, name="purpose"),
    path("purposes/<slug:code>/give/", give_consent_page, name="give_consent"),
    path("purposes/<slug:code>/withdraw/", withdraw_consent_page, name="withdraw_consent"),
]
