"""The second step of signing in: a code of the app, a recovery code or a passkey (INF-6).

What is secret rests encrypted. A code counts once, wrong ones lock as wrong passwords do. A device may be remembered
for fourteen days: that ends with a new password, another second factor, or when somebody says so.
"""

from __future__ import annotations

from typing import Any, ClassVar

import segno
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.views import ReauthenticateView
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.base import views as mfa_views
from allauth.mfa.internal.flows import trust
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn import views as passkey_views
from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from alongside.kernel.crypto import decrypt, encrypt

CODE_SECONDS = 120  # longer than any code is good for


class DeskSecondFactors(DefaultMFAAdapter):
    """allauth's, with our keys, our name and our pictures."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or was used already. Wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        return _("Alongside")

    def get_totp_label(self, user: Any) -> str:
        return user.username

    def _get_user_identifier(self, user: Any) -> str:
        return user.username

    def _get_site_name(self) -> str:
        return _("Alongside")

    def build_totp_svg(self, url: str) -> str:
        return segno.make(url, error="m").svg_inline(border=2, scale=5)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return _("Passkey")


class SecondFactorStage(AuthenticateStage):
    """Asked after the password, unless this device is remembered, and was after the last forgetting."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and not is_remembered(request, self.login.user)


def is_remembered(request: HttpRequest, user: Any) -> bool:
    """Whether the device carries a mark that fits the person's present password and second factors."""
    wanted = trust.create_config_fingerprint(user)
    since = user.devices_forgotten_at.timestamp() if user.devices_forgotten_at else 0
    return any(one.fingerprint == wanted and one.at >= since for one in trust.decode_trust_cookie(request))


class OneCode(forms.Form):
    """A code of the app or a recovery code, which counts once."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autofocus": True,
                "inputmode": "numeric",
                "class": "code",
            }
        ),
    )

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if not cache.add(f"second-factor:{self.user.pk}:{code}", "used", timeout=CODE_SECONDS):
            raise get_adapter_error()
        return code


def get_adapter_error() -> forms.ValidationError:
    return DeskSecondFactors().validation_error("incorrect_code")


class CodeForm(OneCode, mfa_forms.AuthenticateForm):
    remember = forms.BooleanField(label=gettext_lazy("Do not ask on this device for 14 days"), required=False)


class ConfirmingCodeForm(OneCode, mfa_forms.ReauthenticateForm):
    """The same when something delicate is about to be done."""


@method_decorator(
    login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login"), name="dispatch"
)
@method_decorator(never_cache, name="dispatch")
class SecondFactor(mfa_views.AuthenticateView):
    template_name = "faces/desk/sign_in/second_factor.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if form.cleaned_data.get("remember"):
            trust.trust_browser(self.request, self.stage.login.user, response)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        return super().get_context_data(**kwargs) | {
            "has_app": "totp" in kinds,
            "has_passkey": "webauthn" in kinds,
            "has_codes": "recovery_codes" in kinds,
        }


class Refusing:
    """A form that was not right answers 422."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class PasskeySignIn(passkey_views.LoginWebAuthnView):
    """Asked for a challenge by the sign-in page's script, then given the answer. What failed is said on that page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return get_account_adapter().refused_passkey(self.request)


class ConfirmByPassword(Refusing, ReauthenticateView):
    template_name = "faces/desk/sign_in/confirm.html"
    extra_context: ClassVar[dict[str, Any]] = {"by": "password"}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["password"].label = _("Password")
        form.fields["password"].widget.attrs = {"autocomplete": "current-password", "autofocus": True}
        return form


class ConfirmByCode(Refusing, mfa_views.ReauthenticateView):
    template_name = "faces/desk/sign_in/confirm.html"
    extra_context: ClassVar[dict[str, Any]] = {"by": "code"}


class ConfirmByPasskey(passkey_views.ReauthenticateWebAuthnView):
    template_name = "faces/desk/sign_in/confirm.html"
    extra_context: ClassVar[dict[str, Any]] = {"by": "passkey"}

    def form_invalid(self, form: Any) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(form=form, is_refused=True))
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return kwargs | super().get_context_data(**kwargs)
