"""What was promised at a case, and the promise that the case follows: a part of the case page, loaded beside it."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.cases.permissions import SEE_CASES, SEE_OWN_CASES
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.domain.promises.queries.reading import promises_made_at, shown_to
from alongside.faces.desk.cases.acts import visible_case
from alongside.faces.desk.page import DeskRequest, desk_page, show

MOST = 20


@desk_page(SEE_CASES, SEE_OWN_CASES)
def case_promises(request: DeskRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    said = case.conversation.messages.values_list("pk", flat=True)
    made = promises_made_at({"case": [case.pk], "message": list(said)}, request.viewer)
    context = {
        "case": case,
        "broken": shown_to(request.viewer).filter(opened_case__case=case).first(),
        "promises": list(made[:MOST]),
        "may_make": case.customer_id is not None and request.viewer.may(MAKE_PROMISE, on=case),
    }
    fragment = "#beside" if request.htmx else ""
    return show(request, f"faces/desk/promises/of_case.html{fragment}", context, area="desk:cases")
