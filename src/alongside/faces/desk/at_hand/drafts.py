"""A draft for the answer one writes, and a summary of what was said, from the house's endpoint; 404 while it has none (CHN-10).

With scripts the draft comes into the composer, below what is written there, and the summary beside the case; without, each
is a page. Nothing is sent by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.assistance.actions import draft_reply, summarise
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import REPLY_TO_CUSTOMER
from alongside.domain.conversations.models import Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.faces.desk.cases.acts import case_url, visible_case
from alongside.faces.desk.inbox.thread import visible_thread
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole
from alongside.kernel.refusals import NotAllowed, Refused


@dataclass(frozen=True)
class Beside:
    """What it is about, where one came from, and where the answer goes once a person sends it."""

    about: Case | Thread
    back: str
    crumb: str
    send: str
    hidden: dict[str, str | int]


@require_POST
@desk_page(REPLY_TO_CUSTOMER, ANSWER_INBOX)
def draft(request: DeskRequest) -> HttpResponse:
    """`case=GLT-2611-0382` or `thread=7`; `words` are what already stands in the composer, and stay there."""
    beside = _beside(request)
    words, no = _asked(lambda: draft_reply(beside.about, by=request.viewer, now=request.now))
    typed = request.POST.get("words", "").strip()
    context = {
        "beside": beside,
        "title": _("Draft of a reply"),
        "is_draft": True,
        "words": words,
        "whole": "\n\n".join(one for one in (typed, words) if one),
        "refusal": no,
    }
    return _shown(request, "draft", context)


@require_POST
@desk_page(REPLY_TO_CUSTOMER, ANSWER_INBOX)
def summary(request: DeskRequest) -> HttpResponse:
    """`case=GLT-2611-0382` or `thread=7`."""
    beside = _beside(request)
    words, no = _asked(lambda: summarise(beside.about, by=request.viewer, now=request.now))
    context = {"beside": beside, "title": _("Summary"), "words": words, "refusal": no}
    return _shown(request, "summary", context)


def _asked(ask: Callable[[], str]) -> tuple[str, Refused | None]:
    try:
        return ask(), None
    except NotAllowed:
        raise
    except Refused as no:
        return "", no


def _shown(request: DeskRequest, part: str, context: dict[str, Any]) -> HttpResponse:
    fragment = f"#{part}" if request.htmx else ""
    status = 422 if context["refusal"] else 200
    return show(request, f"faces/desk/at_hand/drafts.html{fragment}", context, status=status)


def _beside(request: DeskRequest) -> Beside:
    """404 while it is off, and beside what the viewer may not see."""
    if not settings.CHAT_ENDPOINT:
        raise Http404
    number, thread_id = request.POST.get("case", ""), request.POST.get("thread", "")
    if number:
        case = visible_case(request, number)
        send = f"{case_url(number)}reply_to_customer/"
        return Beside(case, case_url(number), number, send, {"channel": case.channel})
    if not is_whole(thread_id):
        raise Http404
    thread = visible_thread(request, int(thread_id))
    seen(request, thread.conversation.customer, about=thread.conversation)
    here = reverse("desk:thread", args=[thread.pk])
    send = reverse("desk:answer_thread", args=[thread.pk])
    crumb = thread.subject or thread.get_channel_display()
    return Beside(thread, here, crumb, send, {"seen": thread.version})
