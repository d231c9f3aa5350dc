"""The summary before sending: all of it on one page, each part a tap away from changing. Sent once (CAS-2)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.cases.actions.drafting import drop_draft, send_draft
from alongside.faces.portal.page import PortalRequest, portal_page, refusals_on, see, show
from alongside.faces.portal.report.report_kind import WISHES
from alongside.faces.portal.report.steps import CHECK, draft_in, how_far
from alongside.kernel.stored_files import files_about


@portal_page
def check_report(request: PortalRequest, key: UUID) -> HttpResponse:
    """POST sends it; sent before, by a double tap or a lost connection, it leads to the same case."""
    draft = draft_in(request, key)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if draft.case:
        return HttpResponseRedirect(reverse("portal:sent_report", args=[draft.case.number]))
    if form.is_valid():
        with refusals_on(form):
            case = send_draft(draft, by=request.viewer, now=request.now)
            return see(request, reverse("portal:sent_report", args=[case.number]))
    context = {
        "draft": draft,
        "form": form,
        "place": [str(one) for one in (draft.location and draft.location.parent, draft.location) if one],
        "wish": next((wish for kind, _sign, wish, _why in WISHES if kind == draft.kind), ""),
        "pictures": list(files_about(draft)),
        **how_far(CHECK, draft),
    }
    return show(request, "faces/portal/report/check_report.html", context)


@require_POST
@portal_page
def drop_report(request: PortalRequest, key: UUID) -> HttpResponse:
    drop_draft(draft_in(request, key), by=request.viewer)
    return see(request, reverse("portal:home"), _("Thrown away. Nothing was sent."))
