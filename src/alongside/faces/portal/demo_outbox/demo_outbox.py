"""The outbox of the demo: the mails that were written, readable, so that a new user finds codes and letters.

Only where DEMO is set; everywhere else these addresses do not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin

from alongside.domain.conversations.models import Delivery

SHOWN = 50
# A letter may bring its own styles and nothing else.
LETTER_POLICY = dict.fromkeys(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], ["'none'"]) | {
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


def demo_only(page: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(page)
    def guarded(request: HttpRequest, *args: int, **kwargs: int) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return page(request, *args, **kwargs)

    return guarded


@demo_only
def demo_outbox(request: HttpRequest) -> HttpResponse:
    letters = Delivery.objects.order_by("-id")[:SHOWN]
    return render(
        request, "faces/portal/demo_outbox/demo_outbox.html", {"letters": letters, "now": timezone.now()}
    )


@demo_only
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # it passes on what the address holds
def demo_letter(request: HttpRequest, delivery_id: int) -> HttpResponse:
    letter = get_object_or_404(Delivery, pk=delivery_id)
    return render(
        request, "faces/portal/demo_outbox/demo_letter.html", {"letter": letter, "now": timezone.now()}
    )


@demo_only
@xframe_options_sameorigin
@csp_replace(LETTER_POLICY)  # type: ignore[arg-type]  # the same
def demo_letter_body(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """The letter itself, for the frame around it."""
    letter = get_object_or_404(Delivery, pk=delivery_id)
    return HttpResponse(f'<base target="_top">{letter.body_html}')
