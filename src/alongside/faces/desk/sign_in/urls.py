"""Addresses of signing in. Their names are the ones that allauth asks for, so they stand outside `desk:`."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from alongside.faces.desk.sign_in import clearance, second_factor, set_up
from alongside.faces.desk.sign_in.account_inactive import account_inactive
from alongside.faces.desk.sign_in.elsewhere import pages as elsewhere
from alongside.faces.desk.sign_in.sign_in import SignIn, SignOut

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-in/second-step/", second_factor.SecondFactor.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", second_factor.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("sign-in/with/<slug:provider>/", elsewhere.sign_in_with, name="sign_in_with"),
    path("sign-in/with/<slug:provider>/back/", elsewhere.come_back_from, name="come_back_from"),
    path("sign-in/with/<slug:provider>/disconnect/", elsewhere.disconnect, name="disconnect_elsewhere"),
    path("confirm/", second_factor.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("confirm/code/", second_factor.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("confirm/passkey/", second_factor.ConfirmByPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("second-factor/", set_up.set_up_second_factor, name="mfa_index"),
    path("second-factor/app/", set_up.AddApp.as_view(), name="mfa_activate_totp"),
    path("second-factor/app/remove/", set_up.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/passkeys/", set_up.set_up_second_factor, name="mfa_list_webauthn"),
    path("second-factor/passkeys/add/", set_up.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "second-factor/passkeys/<int:pk>/remove/", set_up.RemovePasskey.as_view(), name="mfa_remove_webauthn"
    ),
    path("second-factor/codes/", set_up.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", set_up.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("second-factor/forget-devices/", set_up.forget_devices_page, name="forget_devices"),
    path("clearance/", clearance.clearance, name="clearance"),
    path("clearance/undertaking/", clearance.undertaking, name="undertaking"),
    path("clearance/course/", clearance.course, name="security_course"),
    path("sign-out/", SignOut.as_view(), name="account_logout"),
    path("access-ended/", account_inactive, name="account_inactive"),
    path("language/", set_language, name="set_language"),
]
