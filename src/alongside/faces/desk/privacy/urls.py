from __future__ import annotations

from django.urls import path

from alongside.faces.desk.privacy import holding, requests, retention
from alongside.faces.desk.privacy.customer_privacy import (
    customer_privacy,
    give_consent_page,
    withdraw_consent_page,
)
from alongside.faces.desk.privacy.news_over_channel import news_over_channel

CUSTOMER = "customers/<int:pk>/privacy/"

# What stands at the address of a customer, a case or a project; asked before the addresses of those.
of_others = [
    path(CUSTOMER, customer_privacy, name="customer_privacy"),
    path(f"{CUSTOMER}channels/", news_over_channel, name="news_over_channel"),
    path(f"{CUSTOMER}purposes/<slug:code>/give/", give_consent_page, name="give_consent"),
    path(f"{CUSTOMER}purposes/<slug:code>/withdraw/", withdraw_consent_page, name="withdraw_consent"),
    path(f"{CUSTOMER}ask/", requests.ask_page, name="ask_for_customer"),
    path(f"{CUSTOMER}hold/", holding.hold_customer, name="hold_customer"),
    path("cases/<str:number>/hold/", holding.hold_case, name="hold_case"),
    path("estates/<int:pk>/hold/", holding.hold_estate, name="hold_estate"),
]

urlpatterns = [
    path("privacy/", requests.privacy, name="privacy"),
    path("privacy/requests/<int:pk>/", requests.privacy_request, name="privacy_request"),
    path("privacy/requests/<int:pk>/verify/", requests.verify_identity_page, name="verify_identity"),
    path("privacy/requests/<int:pk>/carry-out/", requests.carry_out_page, name="carry_out_request"),
    path("privacy/requests/<int:pk>/refuse/", requests.refuse_page, name="refuse_request"),
    path("privacy/certificates/<int:pk>/", requests.certificate_page, name="certificate"),
    path("privacy/certificates/<int:pk>/pdf/", requests.certificate_pdf, name="certificate_pdf"),
    path("privacy/holds/", holding.legal_holds, name="legal_holds"),
    path("privacy/holds/<int:pk>/lift/", holding.lift_hold_page, name="lift_hold"),
    path("privacy/retention/", retention.retention, name="retention"),
    path("privacy/retention/<int:pk>/", retention.change_retention_rule_page, name="change_retention_rule"),
]
