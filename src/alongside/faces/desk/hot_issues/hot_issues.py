"""What many bring up at once, hottest first (CHN-11)."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.assistance.models import HotIssue
from alongside.domain.assistance.permissions import SEE_HOT_ISSUES
from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Message
from alongside.domain.organisation.models import Node
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.kernel.actor import Actor

MOST = 100
MOST_PLACES = 200
TABS = {
    "": gettext_lazy("Hot now"),
    "hand": pgettext_lazy("hot issue", "In hand"),
    "ended": pgettext_lazy("hot issue", "Ended"),
}
STATES = {
    "": [HotIssue.State.WATCHED],
    "hand": [HotIssue.State.GROUP, HotIssue.State.INCIDENT],
    "ended": [HotIssue.State.OVER, HotIssue.State.SET_ASIDE],
}


@desk_page(SEE_HOT_ISSUES)
def hot_issues(request: DeskRequest) -> HttpResponse:
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else ""
    places = list(
        Node.objects.visible_to(request.viewer, SEE_HOT_ISSUES)
        .filter(is_active=True)
        .order_by("path")[:MOST_PLACES]
    )
    place = next((one for one in places if str(one.pk) == request.GET.get("node")), None)
    issues = HotIssue.objects.visible_to(request.viewer).filter(state__in=STATES[tab])
    if place:
        issues = issues.filter(node__path__startswith=place.path)
    rows = list(issues.select_related("node", "estate", "category").order_by("-heat", "-pk")[:MOST])
    titles = titles_of(rows, request.viewer)
    context = {
        "rows": [(one, titles.get(one.pk, ""), [count for _day, count in one.days]) for one in rows],
        "hottest": max((one.heat for one in rows), default=1),
        "tab": tab,
        "tabs": [(f"?tab={code}" if code else "?", label, code) for code, label in TABS.items()],
        "places": places,
        "place": place,
    }
    return show(request, "faces/desk/hot_issues/hot_issues.html", context, area="desk:hot_issues")


def titles_of(issues: Iterable[HotIssue], viewer: Actor) -> dict[int, str]:
    """What each is about: the subject of the case that says it best, else the first words said. Two queries."""
    keys = [one.pk for one in issues]
    middle = {"hot_issue_member__is_middle": True, "hot_issue_member__issue__in": keys}
    said = Message.objects.filter(
        direction=Message.Direction.IN,
        conversation__case__isnull=True,
        **{f"conversation__{name}": value for name, value in middle.items()},
    )
    found = {
        pk: body[:60]
        for pk, body in said.order_by("-sent_at").values_list("conversation__hot_issue_member__issue", "body")
    }
    cases = Case.objects.visible_to(viewer).filter(
        **{f"conversation__{name}": value for name, value in middle.items()}
    )
    return found | dict(cases.values_list("conversation__hot_issue_member__issue", "title"))
