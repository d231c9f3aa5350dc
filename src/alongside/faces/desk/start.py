"""The front door: staff go on to their work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


def start(request: HttpRequest) -> HttpResponse:
    """Where one begins; the page itself asks strangers to sign in."""
    return HttpResponseRedirect(reverse("desk:my_work"))
