"""What ends every way of signing in: this browser is the customer's (INF-6)."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from alongside.domain.customers.actions import start_portal_session
from alongside.domain.customers.models import Customer, CustomerActor
from alongside.faces.portal.page import SESSION_KEY

ASKED = "portal_sign_in"  # in the session: whose code is awaited (encrypted), and where they wanted to go
STAYS_SIGNED_IN = 30 * 24 * 3600


def enter(request: HttpRequest, customer: Customer) -> None:
    """This browser is the customer's from now on, under a new session key that nobody could have planted."""
    request.session.pop(ASKED, None)
    request.session.cycle_key()
    rotate_token(request)
    session = start_portal_session(
        customer,
        device=request.headers.get("User-Agent", ""),
        by=CustomerActor(customer),
        now=timezone.now(),
    )
    request.session[SESSION_KEY] = session.pk
    request.session.set_expiry(STAYS_SIGNED_IN)


def safe_next(request: HttpRequest) -> str:
    """The page of the portal they came for; anything else is forgotten."""
    wanted = request.GET.get("next", "")
    is_ours = wanted.startswith("/portal/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else ""
