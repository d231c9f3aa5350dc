"""Signing in, first half: a phone or email gets a one-time code. Says the same whoever asks (INF-6)."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.actions import send_sign_in_code
from alongside.faces.portal.page import portal_session_of, refusals_on
from alongside.faces.portal.sign_in.entering import ASKED, safe_next
from alongside.faces.portal.sign_in.waiting import waiting_account
from alongside.faces.portal.sign_in.wechat import is_offered
from alongside.kernel.crypto import encrypt


class ContactForm(forms.Form):
    contact = forms.CharField(
        label=_("Your mobile number or email"),
        max_length=120,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )


def sign_in(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if portal_session_of(request, now):
        return HttpResponseRedirect(reverse("portal:home"))
    form = ContactForm(request.POST or None)
    if form.is_valid():
        contact = form.cleaned_data["contact"]
        with refusals_on(form):
            send_sign_in_code(contact, now=now, address=address_of(request))
            request.session[ASKED] = {"contact": encrypt(contact), "next": safe_next(request)}
            return HttpResponseRedirect(reverse("portal:use_code"))
    context = {
        "form": form,
        "is_demo": settings.DEMO,
        "offers_wechat": is_offered(request),
        "waits_for_wechat": waiting_account(request, now) is not None,
        "next": safe_next(request),
    }
    return render(request, "faces/portal/sign_in/sign_in.html", context, status=422 if form.errors else 200)


def address_of(request: HttpRequest) -> str:
    """The network address that asks, as the sign-in of staff reckons it: behind a trusted proxy the client's own."""
    return get_adapter().get_client_ip(request)
