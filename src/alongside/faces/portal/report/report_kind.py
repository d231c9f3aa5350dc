"""What the customer would like, in plain words; a complaint then says what it is mainly about (CAS-1)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions.drafting import change_draft
from alongside.domain.cases.models import Category
from alongside.faces.portal.page import PortalRequest, portal_page, see, show
from alongside.faces.portal.report.steps import ABOUT, KIND, draft_in, how_far, next_url

WISHES = [
    ("repair", "wrench", _("Please repair it"), _("Something is broken or leaks")),
    ("complaint", "complaint", _("I want to complain"), _("I am not content and expect an answer")),
    ("suggestion", "bulb", _("I have a suggestion"), _("It could be better")),
    ("enquiry", "help-circle", _("I only want to ask"), _("I need an answer, nothing is broken")),
    ("praise", "heart", _("I want to thank somebody"), _("It reaches the person")),
]


@portal_page
def report_kind(request: PortalRequest, key: UUID) -> HttpResponse:
    draft = draft_in(request, key)
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        draft = change_draft(draft, kind=kind, by=request.viewer, now=request.now)
        return see(request, next_url(request, draft, KIND))
    context = {"draft": draft, "wishes": WISHES, **how_far(KIND, draft)}
    return show(request, "faces/portal/report/report_kind.html", context)


@portal_page
def report_about(request: PortalRequest, key: UUID) -> HttpResponse:
    draft = draft_in(request, key)
    subjects = Category.objects.filter(kind=draft.kind or "complaint", parent__isnull=True, is_active=True)
    if request.method == "POST":
        wanted = request.POST.get("category", "")
        category = next((one for one in subjects if one.code == wanted), None)
        if category is None:
            raise Http404
        draft = change_draft(draft, category=category, by=request.viewer, now=request.now)
        return see(request, next_url(request, draft, ABOUT))
    context = {"draft": draft, "subjects": subjects[:40], **how_far(ABOUT, draft)}
    return show(request, "faces/portal/report/report_about.html", context)
