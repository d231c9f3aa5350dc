"""What of the house's knowledge was used for a case: a part of the case page, loaded beside it (CHN-9)."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse

from alongside.domain.assistance.queries import SimilarArticle, similar_articles
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import SEE_CASES, SEE_OWN_CASES
from alongside.domain.conversations.models import Message
from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.permissions import ASK_QUESTION, SEE_KNOWLEDGE
from alongside.domain.knowledge.queries import used_for
from alongside.faces.desk.cases.acts import visible_case
from alongside.faces.desk.page import DeskRequest, desk_page, show

MOST_SUGGESTED = 3


@desk_page(SEE_CASES, SEE_OWN_CASES)
def case_articles(request: DeskRequest, number: str) -> HttpResponse:
    case = visible_case(request, number)
    may_look = request.viewer.may(SEE_KNOWLEDGE)
    used = used_for("case", case.pk, request.viewer)
    context = {
        "case": case,
        "articles": used,
        "suggested": _suggested(request, case, used) if may_look and case.is_open else [],
        "may_ask": request.viewer.may(ASK_QUESTION, on=case),
        "may_look": may_look,
    }
    fragment = "#beside" if request.htmx else ""
    return show(request, f"faces/desk/knowledge/of_case.html{fragment}", context, area="desk:cases")


def _suggested(request: DeskRequest, case: Case, used: Iterable[Article]) -> list[SimilarArticle]:
    """By the case's title and the customer's first words; what was used already stands above (CHN-10)."""
    said = Message.objects.filter(conversation=case.conversation_id, direction=Message.Direction.IN)
    first = said.order_by("pk").first()
    text = f"{case.title}\n{first.body if first else ''}"
    known = {one.pk for one in used}
    found = similar_articles(request.viewer, text=text, node=case.node, limit=MOST_SUGGESTED + len(known))
    return [one for one in found if one.article.pk not in known][:MOST_SUGGESTED]
