"""What a page said it showed becomes one line of the access log, before the page leaves the house (INF-3)."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from alongside.faces.ui.access import Shown
from alongside.kernel.access_log import note_access


class AccessLines:
    """Innermost middleware. A page whose line can't be written is not shown: the error goes up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        shown: Shown | None = getattr(request, "shown", None)
        if shown is not None and (response.status_code < 300 or response.status_code in (409, 422)):
            match = request.resolver_match
            note_access(
                viewer=shown.viewer,
                role=",".join(getattr(shown.viewer, "roles", ())),
                act=shown.act,
                page=(match.view_name if match else "") or "",
                persons=shown.customer_ids,
                about=shown.about,
                address=_address(request),
                reason=shown.reason,
                at=timezone.now(),
            )
        return response


def _address(request: HttpRequest) -> str:
    """Where the request came from; empty where nobody can say, as behind a socket of this machine."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""
