"""A page of the demo as somebody's own website would have it: the window and the form by one tag each.

Only where DEMO is set; everywhere else this address does not exist.
"""

from __future__ import annotations

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.domain.conversations.queries.visitors import first_window


@require_safe
@csp_update({"frame-src": ["'self'"]})  # what such a page needs beside script-src
def demo_site(request: HttpRequest) -> HttpResponse:
    account = first_window() if settings.DEMO else None
    if account is None:
        raise Http404
    return render(request, "faces/widget/demo_site.html", {"account": account})
