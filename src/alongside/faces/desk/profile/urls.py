from __future__ import annotations

from django.urls import path

from alongside.faces.desk.profile.profile import (
    change_cards,
    change_own_password,
    change_presence,
    change_profile,
    end_sign_in,
    profile,
)

urlpatterns = [
    path("", profile, name="profile"),
    path("change/", change_profile, name="change_profile"),
    path("presence/", change_presence, name="change_presence"),
    path("cards/", change_cards, name="change_cards"),
    path("password/", change_own_password, name="change_own_password"),
    path("sign-ins/<int:sign_in_id>/end/", end_sign_in, name="end_sign_in"),
]
