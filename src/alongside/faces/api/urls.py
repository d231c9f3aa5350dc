"""Addresses of the API; each answers in our words, whatever happens."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from alongside.faces.api.answering import api_view
from alongside.faces.api.api import api
from alongside.faces.api.problems import not_found
from alongside.faces.api.reference import openapi, reference

app_name = "api"


def _guarded(pattern: URLPattern) -> URLPattern:
    pattern.callback = api_view(pattern.callback)
    return pattern


urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("docs", reference, name="reference"),
    *[_guarded(one) for one in api.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"],
    re_path(r"^(?P<rest>(?:.|\n)*)$", api_view(not_found), name="not_found"),
]
