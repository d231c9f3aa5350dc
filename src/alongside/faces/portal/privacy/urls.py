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
from alongside.faces.portal.privacy.taking import personal_copy_pdf, personal_copy_zip
from alongside.faces.portal.privacy.who_saw_me import who_saw_me

urlpatterns = [
    path("", privacy, name="privacy"),
    path("who-saw-me/", who_saw_me, name="who_saw_me"),
    path("ask/<slug:right>/", ask_about_data, name="ask_about_data"),
    path("copy/<uuid:key>/", personal_copy, name="personal_copy"),
    path("copy/<uuid:key>/my-data.json", personal_copy_json, name="personal_copy_json"),
    path("copy/<uuid:key>/my-data.xlsx", personal_copy_xlsx, name="personal_copy_xlsx"),
    path("copy/<uuid:key>/my-data.pdf", personal_copy_pdf, name="personal_copy_pdf"),
    path("copy/<uuid:key>/my-data.zip", personal_copy_zip, name="personal_copy_zip"),
    path("purposes/<slug:code>/", purpose, name="purpose"),
    path("purposes/<slug:code>/give/", give_consent_page, name="give_consent"),
    path("purposes/<slug:code>/withdraw/", withdraw_consent_page, name="withdraw_consent"),
]
