"""What every page of the widget has in common: whose window it is, in which language, who may frame it, who asks.

No session and no cookie: the pages stand in frames on other people's sites, and the visitor's token comes in a header.
What is written must come from our own frame (its Origin is ours) and carry the pass that the frame was given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from alongside.domain.conversations.actions.carriers.widget import ALWAYS
from alongside.domain.conversations.actions.visiting import TooMuch
from alongside.domain.conversations.models import Account, Visitor
from alongside.domain.conversations.queries.visitors import open_window, visitor_by_token
from alongside.domain.conversations.rules.visiting import PASS_LIVES, SOONEST, is_allowed
from alongside.domain.organisation.queries import calendar_of, working_calendar
from alongside.kernel.calendar import NeverOpens
from alongside.kernel.refusals import NotAllowed, Refused

PASS = "alongside.widget"
P = ParamSpec("P")


class WidgetRequest(HttpRequest):
    """A request to a window. `host` is the origin of the page around it, "" when it stands alone."""

    account: Account
    now: datetime
    language: str
    theme: str
    host: str


Page = Callable[Concatenate[WidgetRequest, P], HttpResponseBase]


def widget_page(page: Page[P]) -> Callable[..., HttpResponseBase]:
    """Find the window by its word, speak the page's language, and answer a refusal with its words."""

    @csrf_exempt  # there is no cookie that somebody could ride on; Origin and token are asked instead
    @wraps(page)
    def guarded(request: Any, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        account = open_window(code)
        if account is None:
            raise Http404
        request.account, request.now = account, timezone.now()
        request.language = language_of(
            request.GET.get("lang", "") or request.headers.get("Accept-Language", "")
        )
        request.theme = (
            request.GET.get("theme", "") if request.GET.get("theme") in ("light", "dark") else "auto"
        )
        origin = request.GET.get("from", "")
        is_known = origin == own_origin(request) or is_allowed(origin, origins_of(account))
        request.host = origin if is_known else ""
        with translation.override(request.language), timezone.override(ZoneInfo(account.node.zone)):
            try:
                response = page(request, *args, **kwargs)
            except NotAllowed:
                response = HttpResponse(status=403)
            except TooMuch as no:
                response = plain(str(no.words), status=429)
            except Refused as no:
                response = plain(str(no.words), status=422)
        if "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return guarded


def plain(words: str, *, status: int = 200) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def language_of(asked: str) -> str:
    """Ours for what a page or browser names, as in zh-HK or en-GB."""
    first = asked.lower().replace("_", "-").split(",")[0].split(";")[0].strip()
    if not first.startswith("zh"):
        return "en" if first else settings.LANGUAGE_CODE
    is_traditional = any(one in first for one in ("hant", "-tw", "-hk", "-mo"))
    return "zh-hant" if is_traditional else "zh-hans"


def origins_of(account: Account) -> list[str]:
    return str(account.options.get("origins", "")).split()


def framed(response: HttpResponse, account: Account) -> HttpResponse:
    """Only pages that the account names may show it in a frame; the browser keeps to that."""
    response.xframe_options_exempt = True
    response._csp_replace = {"frame-ancestors": ["'self'", *origins_of(account)]}
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def is_framed_elsewhere(request: HttpRequest, account: Account) -> bool:
    """Whether a page that may not show it is asking for it. Where the browser names none, frame-ancestors decides."""
    named = urlsplit(request.headers.get("Referer", ""))
    if request.headers.get("Sec-Fetch-Dest", "iframe") != "iframe" or not named.netloc:
        return False
    origin = f"{named.scheme}://{named.netloc}"
    return origin != own_origin(request) and not is_allowed(origin, origins_of(account))


def own_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def from_our_frame(request: WidgetRequest) -> None:
    """What is written comes from a page of ours. Raises PermissionDenied."""
    if request.headers.get("Origin") != own_origin(request):
        raise PermissionDenied


def address_of(request: HttpRequest) -> str:
    """The network address that asks; "" where nobody can say."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""


def visitor_of(request: WidgetRequest) -> Visitor | None:
    return visitor_by_token(request.account, request.headers.get("X-Visitor", "")[:100])


def new_pass(request: WidgetRequest) -> str:
    """What the frame carries into what it sends: which window, and when it was opened. Nothing about who it is.

    The moment is not rounded: half a second more would make everybody who writes at once too quick.
    """
    return signing.dumps([request.account.pk, request.now.timestamp()], salt=PASS)


def check_pass(request: WidgetRequest) -> None:
    """Whoever writes for the first time had the window open, and longer than a program would. Raises Refused."""
    try:
        account, opened = signing.loads(request.POST.get("pass", "")[:400], salt=PASS)
    except (signing.BadSignature, ValueError, TypeError):
        account, opened = None, 0
    age = request.now - datetime.fromtimestamp(opened, request.now.tzinfo)
    if account != request.account.pk or age > PASS_LIVES:
        raise Refused(
            _("This window was open for very long. Load the page anew; what you wrote can be copied.")
        )
    if age < SOONEST or request.POST.get("website"):
        raise Refused(_("That was very quick. Please send it once more."))


@dataclass(frozen=True)
class Opening:
    """Whether somebody is there, and in words when an answer can be expected."""

    is_open: bool
    words: str
    long_words: str = ""
    answer_words: str = ""


def opening_of(request: WidgetRequest) -> Opening:
    """By the office hours of the node, or always where the account says so (ORG-7)."""
    account, now = request.account, request.now
    calendar = working_calendar(calendar_of(account.node), zone=account.node.zone)
    is_open = account.options.get("hours") == ALWAYS or calendar.is_working(now)
    if is_open:
        return Opening(
            True,
            _("We usually answer within a few minutes"),
            "",
            _("We usually answer on the same working day."),
        )
    try:
        when = _as_said(calendar.next_opening(now), now)
    except NeverOpens:
        return Opening(False, _("Nobody is there at the moment"))
    return Opening(
        False,
        _("Closed; back %(when)s") % {"when": when},
        _("We are not at our desks now. Write all the same: we answer %(when)s.") % {"when": when},
        _("We are not at our desks now and answer %(when)s.") % {"when": when},
    )


def _as_said(moment: datetime, now: datetime) -> str:
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    hour = f"{local:%H:%M}"
    if local.date() == today:
        return _("today from %(hour)s") % {"hour": hour}
    if local.date() == today + timedelta(days=1):
        return _("tomorrow from %(hour)s") % {"hour": hour}
    return _("on %(day)s from %(hour)s") % {"day": date_format(local, "MONTH_DAY_FORMAT"), "hour": hour}
