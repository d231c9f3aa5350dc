"""One question after closing, from 1 to 5, with words if they like."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.cases.actions.rating import rate_case
from alongside.faces.portal.cases.case import RatingForm, case_of, show_case
from alongside.faces.portal.page import PortalRequest, portal_page, refusals_on, see


@require_POST
@portal_page
def rate(request: PortalRequest, number: str) -> HttpResponse:
    case = case_of(request, number)
    if case.rated_at is not None:  # a second tap
        return see(request, reverse("portal:case", args=[case.number]))
    form = RatingForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            rate_case(case, **form.cleaned_data, by=request.viewer, now=request.now)
            return see(
                request,
                reverse("portal:case", args=[case.number]),
                _("Thank you. It reaches those who can do better."),
            )
    return show_case(request, case, rating=form)
