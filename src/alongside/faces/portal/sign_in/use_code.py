"""Signing in, second half: the right code opens the portal on this device for thirty days (INF-6)."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidTag
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.actions import send_sign_in_code, start_portal_session, use_sign_in_code
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.faces.portal.page import SESSION_KEY, refusals_on
from alongside.faces.portal.sign_in.sign_in import ASKED, address_of
from alongside.kernel.crypto import decrypt

STAYS_SIGNED_IN = 30 * 24 * 3600


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The six digits"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code-input",
                "autofocus": True,
            }
        ),
    )


def use_code(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    if asked is None:
        return HttpResponseRedirect(reverse("portal:sign_in"))
    now = timezone.now()
    again = request.method == "POST" and "again" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not again else None)
    if again:
        form = CodeForm({"code": ""})
        form.is_valid()
        form.errors.clear()
        with refusals_on(form):
            send_sign_in_code(asked["contact"], now=now, address=address_of(request))
            messages.success(request, gettext("A new code is on its way. The older one is no longer valid."))
            return HttpResponseRedirect(reverse("portal:use_code"))
    elif form.is_valid():
        with refusals_on(form):
            customer = use_sign_in_code(asked["contact"], form.cleaned_data["code"], now=now)
            enter(request, customer)
            return HttpResponseRedirect(asked["next"] or reverse("portal:home"))
    context = {"form": form, "contact": asked["contact"], "is_demo": settings.DEMO}
    return render(request, "faces/portal/sign_in/use_code.html", context, status=422 if form.errors else 200)


def enter(request: HttpRequest, customer: Customer) -> None:
    """This browser is the customer's from now on, under a new session key that nobody could have planted."""
    request.session.pop(ASKED, None)
    request.session.cycle_key()
    rotate_token(request)
    session = start_portal_session(
        customer,
        device=request.headers.get("User-Agent", ""),
        by=CustomerActor(customer),
        now=timezone.now(),
    )
    request.session[SESSION_KEY] = session.pk
    request.session.set_expiry(STAYS_SIGNED_IN)


def _asked(request: HttpRequest) -> dict[str, Any] | None:
    kept = request.session.get(ASKED)
    try:
        return {"contact": decrypt(kept["contact"]), "next": kept["next"]} if kept else None
    except (KeyError, TypeError, ValueError, InvalidTag):  # written under a key that is gone
        return None
