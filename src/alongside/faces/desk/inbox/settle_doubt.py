"""A message of which nobody knows whether it arrived: somebody says whether it goes once more (CHN-3)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.conversations.actions import settle_doubt
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.conversations.queries import doubtful_for
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show


@desk_page(ANSWER_INBOX, MANAGE_SYSTEM)
def settle_doubt_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Without its words: they stand in the conversation, for whoever may read them."""
    found = find(doubtful_for(request.viewer), pk=pk)
    back = reverse("desk:outbox")
    if found.message is not None and request.viewer.may(ANSWER_INBOX, on=found):
        back = reverse("desk:thread", args=[found.message.conversation_id])
    if request.method == "POST":
        again = bool(request.POST.get("again"))
        settle_doubt(found, send_again=again, by=request.viewer, now=request.now)
        return see(request, back, _("It is sent again.") if again else _("Noted as sent."))
    context = {"delivery": found, "back": back}
    return show(request, "faces/desk/inbox/settle_doubt.html", context, area="desk:inbox")
