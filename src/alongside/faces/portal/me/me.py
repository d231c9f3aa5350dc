"""Me: my name, language, how I am reached, and where I am signed in (CUS-1, INF-6)."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from alongside.domain.customers.actions import change_contact_preferences, change_own_language
from alongside.domain.customers.models import ContactPoint, PortalSession, WeChatBond
from alongside.domain.customers.queries import refused_channels
from alongside.faces.portal.page import PortalRequest, portal_page, refusals_on, see, show
from alongside.faces.portal.sign_in.wechat import is_offered
from alongside.faces.ui.devices import device_words

MOST_SESSIONS = 20
HOURS = [
    ("", pgettext_lazy("hour", "any time")),
    *((f"{hour:02}:00", f"{hour:02}:00") for hour in range(7, 23)),
]


def _hour(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


class PreferencesForm(forms.Form):
    preferred_channel = forms.ChoiceField(
        label=_("Best way to reach you"),
        required=False,
        choices=[
            ("", _("As it suits")),
            ("phone", _("By phone")),
            ("email", _("By email")),
            ("wechat", _("By WeChat")),
            ("sms", _("By SMS")),
        ],
    )
    contact_from = forms.TypedChoiceField(
        label=_("Reach me from"), required=False, choices=HOURS, coerce=_hour, empty_value=None
    )
    contact_until = forms.TypedChoiceField(
        label=_("Reach me until"), required=False, choices=HOURS, coerce=_hour, empty_value=None
    )
    is_do_not_disturb = forms.BooleanField(
        label=_("Write and call only about my own matters"), required=False
    )
    no_news_over = forms.MultipleChoiceField(
        label=_("No news over"),
        help_text=_("Offers, surveys and club news. What concerns your own matters still reaches you."),
        required=False,
        choices=[("sms", _("SMS")), ("wechat", _("WeChat")), ("email", _("Email")), ("phone", _("Phone"))],
        widget=forms.CheckboxSelectMultiple,
    )


@portal_page
def me(request: PortalRequest) -> HttpResponse:
    customer = request.customer
    initial: dict[str, Any] = {
        "preferred_channel": customer.preferred_channel,
        "contact_from": customer.contact_from and f"{customer.contact_from:%H:%M}",
        "contact_until": customer.contact_until and f"{customer.contact_until:%H:%M}",
        "is_do_not_disturb": customer.is_do_not_disturb,
        "no_news_over": sorted(refused_channels([customer.pk]).get(customer.pk, ())),
    }
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            change_contact_preferences(customer, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(request, reverse("portal:me"), gettext("Kept."))
    running = PortalSession.objects.visible_to(request.viewer).filter(
        ended_at__isnull=True, expires_at__gt=request.now
    )
    context = {
        "form": form,
        "points": ContactPoint.objects.visible_to(request.viewer).order_by("kind", "-is_primary", "id")[:20],
        "sessions": [(one, device_words(one.device)) for one in running.order_by("-used_at")[:MOST_SESSIONS]],
        "session": request.portal_session,
        "wechat": WeChatBond.objects.visible_to(request.viewer).order_by("bound_at").first(),
        "offers_wechat": is_offered(request),
        "languages": settings.LANGUAGES,
        "language": translation.get_language(),
    }
    return show(request, "faces/portal/me/me.html", context, tab="me")


@require_POST
@portal_page
def choose_language(request: PortalRequest) -> HttpResponse:
    """For the pages here (a cookie) and for our mails (the customer's record)."""
    language = request.POST.get("language", "")
    change_own_language(request.customer, language=language, by=request.viewer, now=request.now)
    response = HttpResponseRedirect(reverse("portal:me"))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response
