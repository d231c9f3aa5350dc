"""Signing in and out: name and password, throttled by account and address, with the lock-out said in words."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alongside.faces.desk.sign_in.elsewhere import configured, inside_of


class DeskAccounts(DefaultAccountAdapter):
    """Accounts are made by whoever manages the staff: nobody signs up; and no chatter after signing in."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Name or password is not right. Check capitals, then try again."),
        "too_many_login_attempts": _(
            "Too many tries, so this account is locked for five minutes. Nothing is lost; try again then, or ask "
            "whoever manages the staff for a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["alongside.faces.desk.sign_in.second_factor.SecondFactorStage"]

    def refused_passkey(self, request: HttpRequest) -> HttpResponse:
        """The sign-in page, saying that the passkey opened nothing."""
        return HttpResponseRedirect(f"{reverse('account_login')}?passkey=refused")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The page that follows says enough."""


class SignInForm(LoginForm):
    """Name and password. Names are kept in small letters, so capitals do not matter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Sign-in name")
        self.fields["password"].label = _("Password")
        self.fields["remember"].label = _("Stay signed in on this device")
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs |= {
            "autofocus": True,
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        return super().clean_login().lower()


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "faces/desk/sign_in/sign_in.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """ORG-11: a link that was opened inside a platform's own browser needs neither name nor choice."""
        there = inside_of(request.headers.get("User-Agent", "")) if "next" in request.GET else None
        if there is not None:
            asked = urlencode({"next": request.GET["next"]})
            return HttpResponseRedirect(f"{reverse('sign_in_with', args=[there.code])}?{asked}")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"elsewhere": configured()}

    def get_form_class(self) -> type[SignInForm]:
        return self.form_class

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class SignOut(LogoutView):
    """A plain visit asks first, a post signs out."""

    template_name = "faces/desk/sign_in/sign_out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever came from elsewhere is still signed in there, and is offered to end that too."""
        elsewhere = self.request.session.get("sign_out_elsewhere", "")
        response = super().post(*args, **kwargs)
        if elsewhere:
            return render(self.request, "faces/desk/sign_in/signed_out.html", {"url": elsewhere})
        return response

    def get_redirect_url(self) -> str:
        return reverse("account_login")
