"""My data: for what it is used, what I agreed to, and what I may ask for (CUS-7, INF-4)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.cases.models import Deadline, PrivacyRequest
from alongside.domain.customers.actions import give_consent, withdraw_consent
from alongside.domain.customers.queries import PurposeState, purposes_of
from alongside.domain.privacy.models import PersonalCopy
from alongside.faces.portal.page import PortalRequest, portal_page, see, show

MOST = 10
Right = PrivacyRequest.Right
RIGHTS = (
    (Right.SEE, "eye"),
    (Right.COPY, "copy"),
    (Right.CORRECT, "pencil"),
    (Right.DELETE, "trash"),
)


@portal_page
def privacy(request: PortalRequest) -> HttpResponse:
    states = purposes_of(request.customer, request.viewer)
    asked = PrivacyRequest.objects.visible_to(request.viewer).open().select_related("case")
    requests = list(asked.order_by("-raised_at")[:MOST])
    due = {
        one.case_id: one.due_at
        for one in Deadline.objects.filter(case__in=[one.case_id for one in requests], milestone="resolve")
    }
    for one in requests:
        one.due_on = due.get(one.case_id)
    context = {
        "requests": requests,
        "copy": PersonalCopy.objects.visible_to(request.viewer).ready(request.now).first(),
        "rights": RIGHTS,
        "asked": [one for one in states if one.purpose.needs_consent],
        "needed": [one for one in states if not one.purpose.needs_consent],
    }
    return show(request, "faces/portal/privacy/privacy.html", context, tab="me")


@portal_page
def purpose(request: PortalRequest, code: str) -> HttpResponse:
    """The words of one purpose, and the one thing that can be done about it."""
    return show(request, "faces/portal/privacy/purpose.html", {"state": _state(request, code)}, tab="me")


@require_POST
@portal_page
def give_consent_page(request: PortalRequest, code: str) -> HttpResponse:
    state = _state(request, code)
    give_consent(
        request.customer,
        purpose=state.purpose,
        version=request.POST.get("version", ""),
        by=request.viewer,
        now=request.now,
    )
    return see(request, reverse("portal:privacy"), _("Thank you. You can withdraw at any time."))


@require_POST
@portal_page
def withdraw_consent_page(request: PortalRequest, code: str) -> HttpResponse:
    state = _state(request, code)
    withdraw_consent(request.customer, purpose=state.purpose, by=request.viewer, now=request.now)
    return see(request, reverse("portal:privacy"), _("Withdrawn. From now on nothing is sent for this."))


def _state(request: PortalRequest, code: str) -> PurposeState:
    for one in purposes_of(request.customer, request.viewer):
        if one.purpose.code == code:
            return one
    raise Http404
