"""Signing in, second half: the right code opens the portal on this device for thirty days (INF-6)."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidTag
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.actions import send_sign_in_code, use_sign_in_code
from alongside.faces.portal.page import refusals_on
from alongside.faces.portal.sign_in.entering import ASKED, enter
from alongside.faces.portal.sign_in.sign_in import address_of
from alongside.faces.portal.sign_in.waiting import bind_waiting
from alongside.kernel.crypto import decrypt


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
            bind_waiting(request, customer, contact=asked["contact"], now=now)
            enter(request, customer)
            return HttpResponseRedirect(asked["next"] or reverse("portal:home"))
    context = {"form": form, "contact": asked["contact"], "is_demo": settings.DEMO}
    return render(request, "faces/portal/sign_in/use_code.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> dict[str, Any] | None:
    kept = request.session.get(ASKED)
    try:
        return {"contact": decrypt(kept["contact"]), "next": kept["next"]} if kept else None
    except (KeyError, TypeError, ValueError, InvalidTag):  # written under a key that is gone
        return None
