"""Addresses of signing in. Their names are the ones that allauth asks for, so they stand outside `desk:`."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from alongside.faces.desk.sign_in.account_inactive import account_inactive
from alongside.faces.desk.sign_in.sign_in import SignIn, SignOut

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-out/", SignOut.as_view(), name="account_logout"),
    path("access-ended/", account_inactive, name="account_inactive"),
    path("language/", set_language, name="set_language"),
]
