"""Writing to us in a case, with pictures. Tapped twice, it says it once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from alongside.domain.cases.actions.writing import write_as_customer
from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.of_customer import was_just_said
from alongside.faces.portal.cases.case import AnswerForm, case_of, show_case
from alongside.faces.portal.page import PortalRequest, portal_page, refusals_on, see
from alongside.kernel.refusals import Conflict


@require_POST
@portal_page
def write(request: PortalRequest, number: str) -> HttpResponse:
    case = case_of(request, number)
    form = AnswerForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            _say(request, case, form.cleaned_data["words"], form.cleaned_data["seen"])
            if request.htmx:  # the same page again, where one was
                return HttpResponseClientRefresh()
            return see(request, reverse("portal:case", args=[case.number]) + "#answer", _("Sent."))
    return show_case(request, case, answer=form)


def _say(request: PortalRequest, case: Case, words: str, seen: int | None) -> None:
    """Words add and overwrite nothing, so what changed meanwhile keeps nobody from saying them; only the very
    same words from the very same page are the second tap."""
    given: dict[str, Any] = {
        "words": words,
        "files": request.FILES.getlist("files"),
        "by": request.viewer,
        "now": request.now,
    }
    try:
        write_as_customer(case, seen=seen, **given)
    except Conflict:
        if not was_just_said(case, words, now=request.now):
            write_as_customer(case, **given)
