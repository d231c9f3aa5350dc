"""The shared inbox: what customers said over any channel that is no case, or not yet (CHN-1)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.conversations.models import Channel
from alongside.domain.conversations.permissions import SEE_INBOX
from alongside.domain.conversations.queries import Inlet, InletLine, inlets_of, threads_of
from alongside.faces.desk.inbox.finding import Found, Line, conversations_found
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.access import seen

MOST_BESIDE_CASES = 8
NOTHING = 204

TABS = {
    "open": pgettext_lazy("conversation", "Open"),
    "mine": gettext_lazy("Mine"),
    "nobody": gettext_lazy("Nobody's"),
    "snoozed": pgettext_lazy("conversation", "Put off"),
    "done": gettext_lazy("Done"),
}


@desk_page(SEE_INBOX)
def inbox(request: DeskRequest) -> HttpResponse:
    """For htmx a part: the list, or what the search of the whole desk shows of it."""
    if request.htmx.target == "found-conversations":
        return _beside_cases(request)
    context = list_of(request)
    if request.htmx.target == "list":
        return show(request, "faces/desk/inbox/list_pane.html", context)
    return show(request, "faces/desk/inbox/inbox.html", context, area="desk:inbox")


def list_of(request: DeskRequest, *, current: int = 0) -> dict[str, Any]:
    """What the list to the left draws."""
    tab = request.GET.get("list") or request.GET.get("tab", "")
    tab = tab if tab in TABS else "open"
    inlet = Inlet.of(request.GET.get("from", "") or request.GET.get("channel", ""))
    asked, after = _asked(request), request.GET.get("after", "")
    narrowed = {"from": inlet.code, "q": asked}
    suffix = "?" + urlencode({name: value for name, value in {"list": tab, **narrowed}.items() if value})
    if asked:
        found = conversations_found(request, asked, inlet=inlet, after=after, suffix=suffix)
    else:
        page = threads_of(request.viewer, tab, after=after, inlet=inlet)
        seen(request, (one.conversation.customer_id for one in page.threads))
        lines = [Line(one, reverse("desk:thread", args=[one.pk]) + suffix) for one in page.threads]
        found = Found(lines, page.next)
    inlets = inlets_of(request.viewer)
    return {
        "tab": tab,
        "tabs": [
            (_address(tab=code, **{"from": inlet.code}), label, code == tab and not asked)
            for code, label in TABS.items()
        ],
        "lines": found.lines,
        "current": current,
        "asked": asked,
        "inlet": inlet.code,
        "inlets": _groups(inlets),
        "everything": _address(tab=tab),
        "fresh": _address(tab=tab, **narrowed),
        "more": _address(tab=tab, after=found.next, **narrowed) if found.next else "",
    }


def _asked(request: DeskRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:100]


def _beside_cases(request: DeskRequest) -> HttpResponse:
    asked = _asked(request)
    found = conversations_found(request, asked, limit=MOST_BESIDE_CASES) if asked else Found()
    if not found.lines:
        return HttpResponse(status=NOTHING)
    context = {"lines": found.lines, "more": _address(q=asked) if found.next else "", "asked": asked}
    return show(request, "faces/desk/inbox/found.html", context)


def _address(**asked: str) -> str:
    said = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('desk:inbox')}?{said}"


def _groups(inlets: Sequence[InletLine]) -> list[tuple[Channel, list[tuple[str, str]]]]:
    """By channel: the choices, first all of it where there are several. Behind each, how many wait there."""
    groups = []
    for channel, lines in groupby(inlets, key=lambda one: one.channel):
        choices = [(one.inlet.code, one.name, one.waiting) for one in lines]
        if len(choices) > 1:
            every = _("All of %(channel)s") % {"channel": channel.label}
            choices.insert(0, (channel.value, every, sum(one[2] for one in choices)))
        groups.append(
            (channel, [(code, f"{name} ({count})" if count else name) for code, name, count in choices])
        )
    return groups
