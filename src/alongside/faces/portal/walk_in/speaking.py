"""What the pages of the walk-in desk have in common: the language in the address, and no trace in browsers' stores.

Nobody signs in here and the tablet is everybody's, so a language chosen there holds for the pages of one visitor only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from alongside.domain.reception.models import Lobby
from alongside.domain.reception.queries.finding import lobby_at
from alongside.domain.reception.rules.addresses import Place


def language_of(request: HttpRequest) -> str:
    """`?lang=en`, else the house's own."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def lobby_behind(address: str, place: Place) -> Lobby:
    """The desk that the signed address opens, else 404."""
    lobby = lobby_at(address, place)
    if lobby is None:
        raise Http404
    return lobby


def said_in(
    request: HttpRequest, template: str, lobby: Lobby, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page in the visitor's language and the desk's time. Kept by nobody on the way."""
    language = language_of(request)
    others = [(code, name) for code, name in settings.LANGUAGES if code != language]
    whole = {
        **context,
        "lobby": lobby,
        "lang": "" if language == settings.LANGUAGE_CODE else language,
        "languages": others,
    }
    with translation.override(language), timezone.override(ZoneInfo(lobby.node.zone)):
        response = render(request, template, whole, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    return response
