"""Standard wording at hand while one writes: found by words or situation, filled from the record, put into the answer (CHN-8).

With scripts it opens as a sheet over the composer, by its button, its key, or `/` in an empty answer; without, it is a page whose
links lead back to the composer with the words in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import REPLY_TO_CUSTOMER
from alongside.domain.conversations.models import Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.permissions import SEE_KNOWLEDGE
from alongside.domain.knowledge.queries import articles_found, scripts_for
from alongside.domain.knowledge.rules import SITUATIONS, filled
from alongside.domain.organisation.models import Node
from alongside.faces.desk.at_hand.filling import values_for_case, values_for_thread
from alongside.faces.desk.cases.acts import case_url, visible_case
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.asked import is_whole

SHOWN = 30
_HOLES = re.compile(r"(\{\{[^{}\n]*\}\})")


@dataclass(frozen=True)
class Place:
    """Beside what one writes: where scripts must hold, what they are filled with, and the composer to go back to."""

    node: Node
    values: dict[str, str]
    back: str
    beside: str
    key: str
    crumb: str


@dataclass(frozen=True)
class Script:
    """A script as it would stand in the answer; `parts` are its words, holes marked."""

    article: Article
    words: str
    url: str

    @property
    def parts(self) -> list[tuple[str, bool]]:
        return [(part, part.startswith("{{")) for part in _HOLES.split(self.words) if part]

    @property
    def situation(self) -> str:
        return str(self.article.get_situation_display()) if self.article.situation else ""


@desk_page(SEE_KNOWLEDGE)
def scripts(request: DeskRequest) -> HttpResponse:
    """`?case=GLT-2026-000001&q=…&situation=apology`, or `?thread=7`."""
    place = _place(request)
    asked, situation = request.GET.get("q", "").strip(), request.GET.get("situation", "")
    situation = situation if situation in dict(SITUATIONS) else ""
    found = scripts_for(request.viewer, node=place.node, situation=situation)
    articles = articles_found(found, asked, most=SHOWN) if asked else list(found[:SHOWN])
    context = {
        "scripts": [_script(one, place) for one in articles],
        "place": place,
        "asked": asked,
        "situation": situation,
        "situations": SITUATIONS,
        "is_narrowed": bool(asked or situation),
    }
    fragment = ""
    if request.htmx:
        fragment = "#found" if request.htmx.target == "scripts-found" else "#sheet"
    return show(request, f"faces/desk/at_hand/scripts.html{fragment}", context)


def script_in(request: DeskRequest, node: Node, values: dict[str, str]) -> tuple[str, str]:
    """For `?script=7` in the address of a composer: its words filled, and its id. ("", "") without one."""
    asked = request.GET.get("script", "")
    if not (is_whole(asked) and request.viewer.may(SEE_KNOWLEDGE)):
        return "", ""
    article = scripts_for(request.viewer, node=node).filter(pk=int(asked)).first()
    return (filled(article.words, **values), str(article.pk)) if article else ("", "")


def _script(article: Article, place: Place) -> Script:
    return Script(article, filled(article.words, **place.values), f"{place.back}script={article.pk}")


def _place(request: DeskRequest) -> Place:
    """404 beside what the viewer may not see, or not answer."""
    number, thread_id = request.GET.get("case", ""), request.GET.get("thread", "")
    if number:
        case: Case = visible_case(request, number)
        request.viewer.require(REPLY_TO_CUSTOMER, on=case)
        back = f"{case_url(number)}?say=reply_to_customer&"
        return Place(case.node, values_for_case(request, case), back, "case", number, number)
    if not is_whole(thread_id):
        raise Http404
    rows = Thread.objects.visible_to(request.viewer).select_related("conversation__customer", "node")
    thread = find(rows, pk=int(thread_id))
    request.viewer.require(ANSWER_INBOX, on=thread)
    back = reverse("desk:thread", args=[thread.pk]) + "?"
    return Place(thread.node, values_for_thread(request, thread), back, "thread", thread_id, thread.subject)
