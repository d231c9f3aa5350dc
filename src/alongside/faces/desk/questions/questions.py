"""Questions from inside: mine, those for us to answer, and what was answered before (CHN-13)."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import pgettext_lazy

from alongside.domain.knowledge.permissions import ANSWER_QUESTIONS, ASK_QUESTION
from alongside.domain.knowledge.queries import questions_for
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.desk.tasks.tasks import TONES
from alongside.faces.ui.asked import page_asked

AREA = "desk:questions"
PAGE = 50
SIDES = {
    "open": pgettext_lazy("questions", "For us to answer"),
    "mine": pgettext_lazy("questions", "Asked by me"),
    "answered": pgettext_lazy("questions", "Answered"),
}


@desk_page(ASK_QUESTION, ANSWER_QUESTIONS)
def questions(request: DeskRequest) -> HttpResponse:
    """`?side=mine&page=2`; who may not ask begins with what is to be answered."""
    may_ask = request.viewer.may(ASK_QUESTION)
    side = request.GET.get("side", "")
    side = side if side in SIDES else ("mine" if may_ask else "open")
    page = page_asked(request)
    rows = list(questions_for(request.viewer, side, now=request.now)[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "rows": [(one, TONES[one.task.state]) for one in rows[:PAGE] if one.task is not None],
        "side": side,
        "sides": [(f"?side={code}", label, code == side) for code, label in SIDES.items()],
        "newer": f"?side={side}&page={page - 1}" if page > 1 else "",
        "older": f"?side={side}&page={page + 1}" if len(rows) > PAGE else "",
        "may_ask": may_ask,
    }
    return show(request, "faces/desk/questions/questions.html", context, area=AREA)
