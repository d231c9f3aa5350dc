"""What was said in a conversation since it was read, and who else has it before them (CHN-1).

One query when nothing came. What somebody is typing is never touched: only the version on which they decide moves on.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.conversations.models import Message, Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX, SEE_INBOX
from alongside.domain.conversations.queries import said_in
from alongside.faces.desk.inbox.thread import AnswerForm, last_of, visible_thread
from alongside.faces.desk.page import DeskRequest, desk_page, find, show, told
from alongside.faces.desk.together import beat
from alongside.faces.ui.access import seen

NOTHING_NEW = 204


@desk_page(SEE_INBOX)
def thread_news(request: DeskRequest, pk: int) -> HttpResponse:
    """`?version=7&after=123`: what was said after that message, where the page drew that version."""
    version, after = (_number(request.GET.get(name, "")) for name in ("version", "after"))
    mine = Thread.objects.visible_to(request.viewer).filter(pk=pk)
    if version and not mine.exclude(version=version).exists():
        return HttpResponse(status=NOTHING_NEW)
    found = visible_thread(request, pk)
    customer = found.conversation.customer
    seen(request, customer, about=found.conversation)
    said = said_in(found, after=after)
    context = {
        "is_news": True,
        "thread": found,
        "customer": customer,
        "said": said,
        "newest": last_of(said) or after,
        "form": AnswerForm(initial={"seen": found.version, "after": last_of(said) or after}),
        "may_answer": request.viewer.may(ANSWER_INBOX, on=found) and found.state != Thread.State.IN_CASE,
    }
    answer = show(request, "faces/desk/inbox/thread_news.html", context)
    others = [one.message for one in said if one.message.staff_id != request.viewer.id]
    if any(one.direction == Message.Direction.IN and one.kind != "auto" for one in others):
        return told(answer, _("The customer wrote."), tone="now")
    if any(one.direction == Message.Direction.OUT for one in others):
        return told(answer, _("A colleague has answered."), tone="soon")
    return answer


@require_POST
@desk_page(SEE_INBOX)
def thread_together(request: DeskRequest, pk: int) -> HttpResponse:
    """They have it before them; what they typed is kept, and who else is there is told."""
    rows = Thread.objects.visible_to(request.viewer).select_related("conversation")
    found = find(rows.only("version", "conversation__id"), pk=pk)
    context = beat(request, found.conversation) | {"version": found.version}
    return show(request, "faces/desk/together.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
