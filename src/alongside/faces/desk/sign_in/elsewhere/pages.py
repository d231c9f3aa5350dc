"""Going to a sign-in of elsewhere and coming back: to sign in, or to connect one's account with it (INF-6, ORG-11).

No account is ever made.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alongside.domain.organisation.actions.outside import bind_identity, recognise, unbind_identity
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.sign_in.elsewhere import provider_of
from alongside.faces.ui.elsewhere import Known, Provider, ProviderDown, came_back, leave
from alongside.kernel.refusals import Refused


@never_cache
@require_safe
def sign_in_with(request: HttpRequest, provider: str) -> HttpResponse:
    """Send the browser there. `?connect` by who is signed in: to connect, not to sign in."""
    found, now = _provider(provider), timezone.now()
    connects = "connect" in request.GET and request.user.is_authenticated
    kept = {
        "next": _own_address(request, request.GET.get("next", "")),
        "connects": request.user.pk if connects else None,
    }
    try:
        return leave(request, found, back=_back(provider), now=now, **kept)
    except Refused as no:
        return _said(request, found, no)


@never_cache
@require_safe
def come_back_from(request: HttpRequest, provider: str) -> HttpResponse:
    found, now = _provider(provider), timezone.now()
    kept = came_back(request, found, now=now)
    if kept is None:
        return _said(
            request, found, _("This sign-in was cancelled, or took too long. Begin again."), status=400
        )
    if not ratelimit.consume(request, action="login"):
        return _said(request, found, _("Too many tries from here. Wait a minute."), status=429)
    try:
        known = found.who_came_back(request.GET.dict(), kept["kept"], back=_back(provider), now=now)
        if kept["connects"]:
            return _connect(request, found, known, kept["connects"])
    except Refused as no:
        return _said(request, found, no)
    staff = recognise(
        provider=provider, subject=known.subject, username=known.username, email=known.email, now=now
    )
    if staff is None:
        return _said(request, found, "", status=403, is_unknown=True)
    request.session["sign_out_elsewhere"] = known.sign_out_url
    return perform_login(request, Login(user=staff, redirect_url=kept["next"] or None))


@require_POST
@login_required
def disconnect(request: HttpRequest, provider: str) -> HttpResponse:
    """Also from one that is configured no more."""
    staff, now = _person(request), timezone.now()
    unbind_identity(staff, provider=provider, by=actor_for(staff, now=now), now=now)
    return HttpResponseRedirect(reverse("desk:profile"))


def _connect(request: HttpRequest, provider: Provider, known: Known, staff_id: int) -> HttpResponse:
    """Only for who began it, and is signed in still."""
    if request.user.pk != staff_id:
        return _said(
            request, provider, _("This sign-in was cancelled, or took too long. Begin again."), status=400
        )
    staff, now = _person(request), timezone.now()
    bind_identity(staff, provider=provider.code, subject=known.subject, by=actor_for(staff, now=now), now=now)
    return HttpResponseRedirect(reverse("desk:profile"))


def _person(request: HttpRequest) -> Any:
    """Whoever is signed in, themself rather than Django's lazy stand-in."""
    return getattr(request.user, "_wrapped", request.user)


def _said(
    request: HttpRequest, provider: Provider, words: Any, *, status: int = 0, **more: Any
) -> HttpResponse:
    is_down = isinstance(words, ProviderDown)
    context = {"name": provider.name, "code": provider.code, "words": words, "is_down": is_down, **more}
    return render(
        request,
        "faces/desk/sign_in/elsewhere/not_let_in.html",
        context,
        status=status or (503 if is_down else 422),
    )


def _provider(code: str) -> Provider:
    found = provider_of(code)
    if found is None:
        raise Http404
    return found


def _back(provider: str) -> str:
    return settings.PUBLIC_URL + reverse("come_back_from", args=[provider])


def _own_address(request: HttpRequest, url: str) -> str:
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else ""
