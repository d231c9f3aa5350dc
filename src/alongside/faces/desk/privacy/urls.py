from __future__ import annotations

from django.urls import path

from alongside.faces.desk.privacy.customer_privacy import (
    customer_privacy,
    give_consent_page,
    withdraw_consent_page,
)

urlpatterns = [
    path("customers/<int:pk>/privacy/", customer_privacy, name="customer_privacy"),
    path(
        "customers/<int:pk>/privacy/purposes/<slug:code>/give/",
        give_consent_page,
        name="give_consent",
    ),
    path(
        "customers/<int:pk>/privacy/purposes/<slug:code>/withdraw/",
        withdraw_consent_page,
        name="withdraw_consent",
    ),
]
