"""The calls: all of them, mine, those that nobody answered, those of which nobody said what came (CHN-5)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Call, Callback
from alongside.domain.conversations.permissions import ANSWER_CALLS, SEE_CALLS, SEE_QUEUES
from alongside.domain.conversations.queries.calls import calls_of
from alongside.domain.conversations.rules.calling import plain_number
from alongside.domain.customers.rules import masked
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen

TABS = {
    "all": pgettext_lazy("calls", "All"),
    "mine": pgettext_lazy("calls", "Mine"),
    "missed": pgettext_lazy("calls", "Not answered"),
    "unsaid": pgettext_lazy("calls", "Outcome not said"),
}
MOST_OWED = 99


@desk_page(SEE_CALLS, ANSWER_CALLS)
def calls(request: DeskRequest) -> HttpResponse:
    """`?tab=missed&number=138…&after=…`"""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "all"
    asked = request.GET.get("number", "").replace("\x00", "").strip()[:40]
    page = calls_of(request.viewer, tab, number=plain_number(asked), after=request.GET.get("after", ""))
    found = page.calls if not asked or plain_number(asked) else []
    seen(request, (one.customer_id for one in found))
    may_answer = request.viewer.may(ANSWER_CALLS)
    owed = Callback.objects.visible_to(request.viewer).open()[:MOST_OWED].count() if may_answer else 0
    context = {
        "rows": rows_of(request, found),
        "tab": tab,
        "tabs": [(code, label, f"?tab={code}") for code, label in TABS.items()],
        "asked": asked,
        "older": f"?{urlencode({'tab': tab, 'number': asked, 'after': page.next})}" if page.next else "",
        "first": f"?{urlencode({'tab': tab, 'number': asked})}" if request.GET.get("after") else "",
        "owed": owed,
        "may_answer": may_answer,
        "may_see_queues": request.viewer.may(SEE_QUEUES),
    }
    return show(request, "faces/desk/calls/calls.html", context, area="desk:calls")


def rows_of(request: DeskRequest, found: list[Call]) -> list[dict[str, object]]:
    """Each call with who it was and the case that it stands in, if the viewer may see that. One query."""
    cases = Case.objects.visible_to(request.viewer).filter(
        conversation__in=[one.conversation_id for one in found if one.conversation_id]
    )
    stands = {
        pk: (number, title) for pk, number, title in cases.values_list("conversation", "number", "title")
    }
    return [
        {
            "call": one,
            "who": one.customer.name if one.customer else masked_number(one),
            "case": stands.get(one.conversation_id or 0),
        }
        for one in found
    ]


def masked_number(call: Call | Callback) -> str:
    """Enough of it to tell two apart; in words when it was withheld."""
    return masked("phone", call.number) if call.number else str(_("Number withheld"))


def calls_url(tab: str) -> str:
    return f"{reverse('desk:calls')}?tab={tab}"
