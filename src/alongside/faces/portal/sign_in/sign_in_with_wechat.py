"""Signing in with WeChat: known, one tap; unknown, a code to the phone first, which binds the two (INF-6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alongside.domain.customers.actions import WeChatAccount, bind_wechat, recognise_wechat, unbind_wechat
from alongside.domain.customers.models import CustomerActor, PortalSession
from alongside.faces.portal.page import PortalRequest, portal_page, portal_session_of, see
from alongside.faces.portal.sign_in.entering import enter, safe_next
from alongside.faces.portal.sign_in.waiting import keep_waiting
from alongside.faces.portal.sign_in.wechat import WeChat, settings_of, wechat
from alongside.faces.ui.elsewhere import Known, ProviderDown, came_back, leave
from alongside.kernel.refusals import Refused


@never_cache
@require_safe
def sign_in_with_wechat(request: HttpRequest) -> HttpResponse:
    """Send the browser to WeChat. `?connect` by who is signed in: to connect, not to sign in. `?account=` names the
    official account that they come from (CHN-3)."""
    found, now = _wechat(request.GET.get("account", "")[:32]), timezone.now()
    session = portal_session_of(request, now)
    if session is not None and "connect" not in request.GET:
        return HttpResponseRedirect(reverse("portal:home"))
    back = settings.PUBLIC_URL + reverse("portal:come_back_from_wechat")
    try:
        return leave(
            request,
            found,
            back=back,
            now=now,
            next=safe_next(request),
            connects=session.pk if session else None,
        )
    except Refused as no:
        return _said(request, no)


@never_cache
@require_safe
def come_back_from_wechat(request: HttpRequest) -> HttpResponse:
    found, now = WeChat(settings.WECHAT_SIGN_IN), timezone.now()
    kept = came_back(request, found, now=now)
    if kept is None:
        return _said(request, _("This sign-in was cancelled, or took too long. Begin again."), status=400)
    if not ratelimit.consume(request, action="login"):
        return _said(request, _("Too many tries from here. Wait a minute."), status=429)
    program = kept["kept"].get("program", "")
    try:
        known = found.who_came_back(request.GET.dict(), kept["kept"], back="", now=now)
        account = _account(program, known)
        if kept["connects"]:
            return _connect(request, account, kept["connects"], now)
        customer = recognise_wechat(account, now=now)
    except Refused as no:
        return _said(request, no)
    if customer is None:
        keep_waiting(request, account, now=now)
        query = f"?{urlencode({'next': kept['next']})}" if kept["next"] else ""
        return HttpResponseRedirect(reverse("portal:sign_in") + query)
    enter(request, customer)
    return HttpResponseRedirect(kept["next"] or reverse("portal:home"))


@require_POST
@portal_page
def disconnect_wechat(request: PortalRequest) -> HttpResponse:
    """Also where it is offered no more."""
    unbind_wechat(request.customer, by=request.viewer, now=request.now)
    return see(request, reverse("portal:me"), _("Disconnected. WeChat no longer opens this for anybody."))


def _connect(request: HttpRequest, account: WeChatAccount, session_id: int, now: datetime) -> HttpResponse:
    """Only for who began it, and is signed in still."""
    session: PortalSession | None = portal_session_of(request, now)
    if session is None or session.pk != session_id:
        return _said(request, _("This sign-in was cancelled, or took too long. Begin again."), status=400)
    bind_wechat(session.customer, account, by=CustomerActor(session.customer), now=now)
    messages.success(request, _("WeChat is connected. From now on one tap is enough."))
    return HttpResponseRedirect(reverse("portal:me"))


def _account(program: str, known: Known) -> WeChatAccount:
    app = settings_of(program)
    if app is None:
        raise Http404
    return WeChatAccount(app_id=app["app_id"], openid=known.subject, unionid=known.union)


def _said(request: HttpRequest, words: Any, *, status: int = 0) -> HttpResponse:
    is_down = isinstance(words, ProviderDown)
    words = words.words if isinstance(words, Refused) else words
    context = {"words": words, "is_down": is_down}
    status = status or (503 if is_down else 422)
    return render(request, "faces/portal/sign_in/sign_in_with_wechat.html", context, status=status)


def _wechat(account: str) -> WeChat:
    found = wechat(account)
    if found is None:
        raise Http404
    return found
