"""Setting up one's second factor: app, passkeys, recovery codes; and the page that leads there who must (INF-6)."""

from __future__ import annotations

from typing import Any, ClassVar

import segno
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.webauthn import views as passkey_views
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.organisation.actions.second_factor import forget_devices, note_second_factor
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.sign_in.second_factor import Refusing
from alongside.kernel.crypto import decrypt, encrypt


class AppForm(ActivateTOTPForm):
    """The first code of the app proves that it took the secret, which waits encrypted in the session."""

    code = forms.CharField(
        label=gettext_lazy("The six digits that the app shows"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autofocus": True,
                "inputmode": "numeric",
                "class": "code",
            }
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        kept = context.request.session.get(SECRET_SESSION_KEY) if self.is_bound else None
        self.secret = decrypt(kept) if kept else generate_totp_secret()
        context.request.session[SECRET_SESSION_KEY] = encrypt(self.secret)


class AddApp(Refusing, totp_views.ActivateTOTPView):
    template_name = "faces/desk/sign_in/add_app.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        picture = segno.make(found["totp_url"], error="m").svg_data_uri(border=2, scale=5)
        return found | {
            "picture": picture,
            "spelt": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _note(self.request, "added", "totp")
        return response


class RemoveApp(totp_views.DeactivateTOTPView):
    template_name = "faces/desk/sign_in/remove.html"
    extra_context: ClassVar[dict[str, Any]] = {"what": "app"}

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _note(self.request, "removed", "totp")
        return response


class AddPasskey(Refusing, passkey_views.AddWebAuthnView):
    """Always one that can sign in by itself: with a finger, a face or the device's own code."""

    template_name = "faces/desk/sign_in/add_passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = kwargs | super().get_context_data(**kwargs)
        found.setdefault("form", self.get_form())
        return found

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields.pop("passwordless", None)
        form.fields["name"].label = gettext_lazy("Name of this passkey")
        form.fields["name"].help_text = gettext_lazy(
            "So that you know it again: “Office computer”, “My telephone”."
        )
        form.fields["name"].max_length = 60
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _note(self.request, "added", "webauthn")
        return response


@method_decorator(login_required, name="dispatch")
class RemovePasskey(passkey_views.RemoveWebAuthnView):
    template_name = "faces/desk/sign_in/remove.html"
    extra_context: ClassVar[dict[str, Any]] = {"what": "passkey"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What is not one's own is not there, before anything is asked."""
        if not Authenticator.objects.filter(user=request.user.pk, type="webauthn", pk=kwargs["pk"]).exists():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _note(self.request, "removed", "webauthn")
        return response

    def get_success_url(self) -> str:
        return reverse("desk:profile")


class RecoveryCodes(codes_views.ViewRecoveryCodesView):
    template_name = "faces/desk/sign_in/recovery_codes.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


class NewRecoveryCodes(Refusing, codes_views.GenerateRecoveryCodesView):
    template_name = "faces/desk/sign_in/new_recovery_codes.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        _note(self.request, "codes", "recovery_codes")
        return response


@login_required
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """Where somebody is led who must have a second factor by now. Who has one goes on to the profile."""
    kinds = Authenticator.objects.filter(user=request.user).exclude(type="recovery_codes")
    if kinds.exists():
        return HttpResponseRedirect(reverse("desk:profile"))
    viewer = actor_for(_person(request), now=timezone.now())
    context = {"since": viewer.lacks_second_factor_since, "now": timezone.now()}
    return render(request, "faces/desk/sign_in/set_up.html", context)


@require_POST
@login_required
def forget_devices_page(request: HttpRequest) -> HttpResponse:
    person, now = _person(request), timezone.now()
    forget_devices(person, by=actor_for(person, now=now), now=now)
    return HttpResponseRedirect(reverse("desk:profile"))


def _note(request: HttpRequest, change: str, kind: str) -> None:
    person, now = _person(request), timezone.now()
    note_second_factor(person, change, kind=kind, by=actor_for(person, now=now), now=now)


def _person(request: HttpRequest) -> Any:
    """The person themself rather than Django's lazy stand-in."""
    return getattr(request.user, "_wrapped", request.user)
