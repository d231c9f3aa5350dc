"""What a page answers when something broke: 503 while the database is away, else 500."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views import defaults

from alongside.kernel.outage import RETRY_AFTER_SECONDS, is_outage


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the error."""
    if not is_outage(sys.exc_info()[1]):
        return defaults.server_error(request)
    response = HttpResponse(loader.get_template("503.html").render(), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
