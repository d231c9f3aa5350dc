"""What a foreign page fetches by its one tag: the script under a lasting address, and the account's colours (CHN-6)."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.http import HttpResponse, HttpResponseNotModified
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alongside.domain.conversations.actions.carriers.widget import ACCENT
from alongside.domain.conversations.models import Account
from alongside.domain.conversations.rules.colours import NIGHT, PAPER, ink_on, readable
from alongside.faces.widget.visiting import WidgetRequest, widget_page

SCRIPT = Path(__file__).parent / "static" / "widget" / "embed.js"
LANGUAGES = ("zh-hans", "en", "zh-hant")
FRESH = 600  # seconds: a change of the account reaches every page within ten minutes


@require_safe
@widget_page
def script(request: WidgetRequest) -> HttpResponse:
    """The address never changes; browsers ask again after ten minutes and are told when it is still the same."""
    body = _script().replace("GIVEN", _given(request.account))
    tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:24]}"'
    response: HttpResponse = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    response.headers["ETag"] = tag
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=FRESH)
    return response


@require_safe
@widget_page
def colours(request: WidgetRequest) -> HttpResponse:
    """The accent by day and by night, readable in both; all else is of the house. Its address changes with it."""
    accent = request.account.options.get("accent") or ACCENT
    css = "".join(
        f"{where} {{ --jade: {readable(accent, ground)}; --jade-fill: {accent}; --on-jade: {ink_on(accent)}; "
        f"--jade-fill-hover: color-mix(in srgb, {accent} 88%, {ink_on(ink_on(accent))}); "
        f"--jade-tint: color-mix(in srgb, {accent} 12%, {ground}); }}\n"
        for where, ground in ((":root", PAPER), ('[data-bs-theme="dark"]', NIGHT))
    )
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=FRESH if "v" not in request.GET else 86400)
    return response


@cache
def _script() -> str:
    return SCRIPT.read_text("utf-8")


def _given(account: Account) -> str:
    """What the script is told: nothing that is not for everybody."""
    accent = account.options.get("accent") or ACCENT
    given = {
        "code": account.code,
        "name": account.name,
        "accent": accent,
        "ink": ink_on(accent),
        "words": {language: _words(language) for language in LANGUAGES},
    }
    return json.dumps(given, ensure_ascii=True).replace("<", "\\u003c")


def _words(language: str) -> dict[str, str]:
    with translation.override(language):
        return {"open": _("Talk to us"), "form": _("Write to us by a form"), "unread": _("{} new")}
