"""While one writes to a customer: what of it is not promised there (CHN-8). The words come by POST, so no log holds them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from alongside.domain.bulletins.permissions import PUBLISH_BULLETINS, WRITE_BULLETINS
from alongside.domain.cases.permissions import HANDLE_CASE, REPLY_TO_CUSTOMER
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.organisation.models import Node
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.domain.wording.actions import findings_of
from alongside.domain.wording.permissions import KEEP_WORDING
from alongside.domain.wording.queries import forbidden_in
from alongside.domain.wording.rules import holes_in
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.desk.wording.minding import knowing_of
from alongside.faces.ui.asked import is_whole

WRITERS = (
    REPLY_TO_CUSTOMER,
    HANDLE_CASE,
    ANSWER_INBOX,
    MAKE_PROMISE,
    WRITE_BULLETINS,
    PUBLISH_BULLETINS,
    KEEP_WORDING,
)
FIELDS = ("title", "words", "why", "meaning", "reason", "new_words")
MOST_CHARACTERS = 20_000


@require_POST
@desk_page(*WRITERS)
def check_wording(request: DeskRequest) -> HttpResponse:
    """`?node=3&at=reply`, and the fields that customers read."""
    asked, at = request.GET.get("node", ""), request.GET.get("at", "")
    node = find(Node.objects.all(), pk=int(asked) if is_whole(asked) else 0)
    if not any(request.viewer.may(one, on=node) for one in WRITERS):
        raise Http404
    text = "\n".join(request.POST.get(name, "") for name in FIELDS)[:MOST_CHARACTERS]
    context = {
        "holes": holes_in(text),
        "findings": findings_of(forbidden_in(text, node=node)),
        "known": knowing_of(request),
        "at": at if at.isidentifier() else "",
    }
    return show(request, "faces/desk/wording/watch.html#findings", context)
