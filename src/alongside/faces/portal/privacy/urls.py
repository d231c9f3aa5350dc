from __future__ import annotations

from django.urls import path

from alongside.faces.portal.privacy.asking import (
    ask_about_data,
    personal_copy,
    personal_copy_json,
    personal_copy_xlsx,
)
from alongside.faces.portal.privacy.privacy import (
    give_consent_page,
    privacy,
    purpose,
    withdraw_consent_page,
)

urlpatterns = [
    path("", privacy, name="privacy"),
    path("ask/<slug:right>/", ask_about_data, name="ask_about_data"),
    path("copy/<uuid:key>/", personal_copy, name="personal_copy"),
    path("copy/<uuid:key>/my-data.json", personal_copy_json, name="personal_copy_json"),
    path("copy/<uuid:key>/my-data.xlsx", personal_copy_xlsx, name="personal_copy_xlsx"),
    path("purposes/<slug:code>/", purpose, name="purpose"),
    path("purposes/<slug:code>/give/", give_consent_page, name="give_consent"),
    path("purposes/<slug:code>/withdraw/", withdraw_consent_page, name="withdraw_consent"),
]
