"""What was written to customers although the list advises against it, for who looks after it (CHN-8)."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.urls import reverse

from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Message
from alongside.domain.wording.models import WordingUse
from alongside.domain.wording.permissions import KEEP_WORDING, SEE_WORDING_USES
from alongside.domain.wording.queries import said_anyway
from alongside.faces.desk.cases.acts import case_url
from alongside.faces.desk.page import DeskRequest, desk_page, see, show
from alongside.faces.ui.asked import is_whole

SHOWN = 50


@desk_page(SEE_WORDING_USES, KEEP_WORDING)
def said_anyway_page(request: DeskRequest) -> HttpResponse:
    """`?wording=school_place&before=…`"""
    if not request.viewer.may(SEE_WORDING_USES):
        return see(request, reverse("desk:wordings"))
    code, before = request.GET.get("wording", ""), request.GET.get("before", "")
    is_place = is_whole(before)
    rows = list(said_anyway(request.viewer, code=code, before=int(before) if is_place else 0)[: SHOWN + 1])
    links = _links(rows[:SHOWN])
    context = {
        "rows": [(one, links.get((one.about_kind, one.about_id), "")) for one in rows[:SHOWN]],
        "wording": rows[0].wording if code and rows else None,
        "is_narrowed": bool(code),
        "older": f"?wording={code}&before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else "",
        "newer": request.path if before else "",
        "may_keep": request.viewer.may(KEEP_WORDING),
    }
    return show(request, "faces/desk/wording/said_anyway.html", context, area="desk:said_anyway")


def _links(rows: Iterable[WordingUse]) -> dict[tuple[str, int], str]:
    """Where each stands. Two queries: a message is read in its case, else in its conversation."""
    rows = list(rows)
    links = {
        ("promise", one.about_id): reverse("desk:promise", args=[one.about_id])
        for one in rows
        if one.about_kind == "promise"
    }
    links |= {
        ("bulletin", one.about_id): reverse("desk:bulletin", args=[one.about_id])
        for one in rows
        if one.about_kind == "bulletin"
    }
    messages = dict(
        Message.objects.filter(
            pk__in=[one.about_id for one in rows if one.about_kind == "message"]
        ).values_list("pk", "conversation_id")
    )
    cases = dict(
        Case.objects.filter(conversation__in=messages.values()).values_list("conversation_id", "number")
    )
    for message, conversation in messages.items():
        number = cases.get(conversation)
        links["message", message] = (
            case_url(number) if number else reverse("desk:thread", args=[conversation])
        )
    return links
