"""Everything that waits for me, nearest time first, whatever it is and wherever it came from (ORG-10).

Who leads others looks at a colleague's list here too: the same page, as far as they may see its things themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.hooks import waiting_kinds
from alongside.domain.work.queries import (
    WaitingPage,
    led_by,
    waiting_counts,
    waiting_counts_seen,
    waiting_for,
)
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.faces.ui.asked import is_whole

MOST_SHOWN = 99
MOST_COLLEAGUES = 200
AREA = "desk:waiting"

# Where each kind is done, from the key by which it was told. A new kind of thing that waits adds its line here.
LINKS: dict[str, Callable[[str], str]] = {
    "announcement": lambda key: reverse("desk:announcement", args=[key]),
    "article_review": lambda key: reverse("desk:article", args=[key]),
    "approval": lambda key: reverse("desk:approval", args=[key]),
    "callback": lambda key: reverse("desk:callback", args=[key]),
    "case": lambda key: reverse("desk:case", args=[key]),
    "handover": lambda key: reverse("desk:handed_over_to_me"),
    "promise": lambda key: reverse("desk:promise", args=[key]),
    "legal_date": lambda key: reverse("desk:legal_matter", args=[key]),
    "step": lambda key: reverse("desk:do_step", args=[key]),
    "task": lambda key: reverse("desk:task", args=[key]),
    "thread": lambda key: reverse("desk:thread", args=[key]),
    "transfer": lambda key: reverse("desk:handed_to_me"),
}
# What opens for a colleague's supervisor too; the rest is the colleague's to answer.
OPEN_TO_OTHERS = frozenset({"case", "legal_date", "promise", "step", "task", "thread"})


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    url: str
    icon: str
    kind: Any
    words: str
    origin: tuple[str, ...]
    due_at: datetime | None


@desk_page()
def waiting(request: DeskRequest) -> HttpResponse:
    """`?kind=task&who=7&after=…`"""
    who = _chosen(request)
    person = request.viewer if who is None else actor_for(who, now=request.now)
    kind = request.GET.get("kind", "")
    kind = kind if kind in {one.kind for one in waiting_kinds()} else ""
    counts = (
        waiting_counts(request.user.pk, now=request.now)
        if who is None
        else waiting_counts_seen(person, request.viewer, now=request.now)
    )
    asked = [one for one, count in counts.items() if count and kind in (one, "")]
    page = WaitingPage([], "")
    if asked:  # of a kind of which nothing waits no rows are asked for
        page = waiting_for(
            person, now=request.now, kinds=asked, after=request.GET.get("after", ""), viewer=request.viewer
        )
    seen(request, [one.told.customer_id for one in page.rows])
    context = {
        "rows": [_row(one, is_mine=who is None) for one in page.rows],
        "tabs": _tabs(counts, kind, who),
        "who": who,
        "colleagues": led_by(request.viewer, now=request.now)[:MOST_COLLEAGUES],
        "kind": kind,
        "more": _address(kind, who, page.next) if page.next else "",
        # The first page stays true by itself, as new things come.
        "fresh": "" if request.GET.get("after") else _address(kind, who),
        "first": _address(kind, who) if request.GET.get("after") else "",
    }
    fragment = "#list" if request.htmx.target == "waiting" else ""
    return show(request, f"faces/desk/waiting/waiting.html{fragment}", context, area=AREA)


def _chosen(request: DeskRequest) -> StaffMember | None:
    """The colleague whose list is asked for; 404 for anybody whom the viewer does not lead. None: the viewer themself."""
    who = request.GET.get("who", "")
    if not who or who == str(request.viewer.id):
        return None
    return find(led_by(request.viewer, now=request.now), pk=int(who) if is_whole(who) else 0)


def _row(one: Any, *, is_mine: bool) -> Row:
    opens = is_mine or one.kind.kind in OPEN_TO_OTHERS
    link = LINKS[one.kind.kind](one.told.key) if opens else ""
    return Row(link, one.kind.icon, one.kind.label, one.told.words, tuple(one.told.origin), one.due_at)


def _tabs(counts: dict[str, int], kind: str, who: StaffMember | None) -> list[tuple[str, str, bool, str]]:
    """(address, label, whether it is chosen, count): everything first, then what there is."""
    total = sum(counts.values())
    tabs = [(_address("", who), _("Everything"), not kind, _shown(total))]
    for one in waiting_kinds():
        if counts[one.kind] or kind == one.kind:
            tabs.append((_address(one.kind, who), str(one.label), kind == one.kind, _shown(counts[one.kind])))
    return tabs


def _shown(count: int) -> str:
    return f"{MOST_SHOWN}+" if count > MOST_SHOWN else str(count or "")


def _address(kind: str, who: StaffMember | None, after: str = "") -> str:
    asked = {"kind": kind, "who": who.pk if who else "", "after": after}
    said = urlencode({name: value for name, value in asked.items() if value})
    return reverse("desk:waiting") + (f"?{said}" if said else "")
