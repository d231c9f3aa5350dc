"""What every page of the portal has in common: whose it is, since when, in which language, and each kind of no.

@portal_page
def case(request: PortalRequest, number: str) -> HttpResponse:
    case = find(Case.objects.visible_to(request.viewer), number=number)
    return show(request, "faces/portal/cases/case.html", {"case": case}, tab="cases")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.db import models
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from alongside.domain.cases.models import Case
from alongside.domain.customers.actions import note_portal_use
from alongside.domain.customers.models import Customer, CustomerActor, PortalSession
from alongside.faces.portal.telling import WAITING_STATES
from alongside.faces.ui.access import seen
from alongside.faces.ui.navigation import Tab
from alongside.kernel.refusals import NotAllowed, Refused

SESSION_KEY = "portal_session"
M = TypeVar("M", bound=models.Model)
P = ParamSpec("P")


class PortalRequest(HttpRequest):
    """A request of a customer who is signed in. `now` is the page's one moment."""

    viewer: CustomerActor
    customer: Customer
    portal_session: PortalSession
    now: datetime
    htmx: HtmxDetails


Page = Callable[Concatenate[PortalRequest, P], HttpResponseBase]


def portal_page(page: Page[P]) -> Callable[..., HttpResponseBase]:
    """Let in only a customer who is signed in; times are those of the place that serves them. One query."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        now = timezone.now()
        session = portal_session_of(request, now)
        if session is None:
            return _to_sign_in(request)
        note_portal_use(session, now=now)
        portal = cast("PortalRequest", request)
        portal.now, portal.portal_session, portal.customer = now, session, session.customer
        portal.viewer = CustomerActor(session.customer)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(session.customer.language)
        with timezone.override(ZoneInfo(session.customer.node.zone)):
            response = _answer(page, portal, *args, **kwargs)
        if "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return guarded


def _answer(page: Page[P], request: PortalRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
    try:
        return page(request, *args, **kwargs)
    except NotAllowed as no:
        raise Http404 from no
    except Refused as no:
        return show(request, "faces/portal/refused.html", {"no": no}, status=422)


def portal_session_of(request: HttpRequest, now: datetime) -> PortalSession | None:
    """The sign-in that this browser carries, unless it was ended or is over."""
    kept = request.session.get(SESSION_KEY)
    if not isinstance(kept, int):
        return None
    running = PortalSession.objects.filter(pk=kept, ended_at__isnull=True, expires_at__gt=now)
    return running.select_related("customer__node").first()


def find(queryset: models.QuerySet[M], **lookup: Any) -> M:
    """The one row that the customer may see, else 404: what is not theirs does not exist for them."""
    row = queryset.filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def show(
    request: PortalRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int | None = None,
    tab: str = "",
) -> HttpResponse:
    """The page in the portal's frame; `tab` lights one of the tabs, none of them: no bar. A refused form is 422."""
    seen(request, request.customer)
    tabs = SimpleLazyObject(lambda: tabs_of(request, tab)) if tab else []
    whole = {"now": request.now, "customer": request.customer, "tabs": tabs, **(context or {})}
    refused = any(isinstance(one, BaseForm) and one.is_bound and one.errors for one in whole.values())
    return render(request, template, whole, status=status or (422 if refused else 200))


def tabs_of(request: PortalRequest, lit: str) -> list[Tab]:
    """Home, matters with how many wait for the customer's word, me. One bounded query."""
    mine = Case.objects.visible_to(request.viewer).open()
    waiting = mine.filter(state__in=WAITING_STATES) | mine.filter(is_waiting_for_customer=True)
    count = len(waiting.values_list("pk", flat=True)[:99])
    return [
        Tab(_("Home"), reverse("portal:home"), "home", active=lit == "home"),
        Tab(_("Matters"), reverse("portal:cases"), "clipboard-list", lit == "cases", count or None),
        Tab(_("Me"), reverse("portal:me"), "user", active=lit == "me"),
    ]


def see(request: PortalRequest, url: str, said: Any = "") -> HttpResponse:
    """After an act: go on to a page, which says what was done."""
    if said:
        messages.success(request, str(said))
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


@contextmanager
def refusals_on(form: BaseForm) -> Iterator[None]:
    """Put a refusal's words on the field at fault, or on the form; what was typed stays."""
    try:
        yield
    except NotAllowed:
        raise
    except Refused as no:
        form.add_error(no.field if no.field in form.fields else None, str(no.words))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    came_for = request.get_full_path() if request.method == "GET" else ""
    query = f"?{urlencode({'next': came_for})}" if came_for and came_for != reverse("portal:home") else ""
    return HttpResponseRedirect(reverse("portal:sign_in") + query)
