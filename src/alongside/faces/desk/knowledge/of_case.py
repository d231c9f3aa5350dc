"""What of the house's knowledge was used for a case: a part of the case page, loaded beside it (CHN-9)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.cases.permissions import SEE_CASES, SEE_OWN_CASES
from alongside.domain.knowledge.permissions import SEE_KNOWLEDGE
from alongside.domain.knowledge.queries import used_for
from alongside.faces.desk.cases.acts import visible_case
from alongside.faces.desk.page import DeskRequest, desk_page, show


@desk_page(SEE_CASES, SEE_OWN_CASES)
def case_articles(request: DeskRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    context = {
        "case": case,
        "articles": used_for("case", case.pk, request.viewer),
        "may_look": request.viewer.may(SEE_KNOWLEDGE),
    }
    fragment = "#beside" if request.htmx else ""
    return show(request, f"faces/desk/knowledge/of_case.html{fragment}", context, area="desk:cases")
