"""What came to an open case since it was read: the page asks every few seconds and adds it without reloading.

One query when nothing came. What somebody is typing is never touched: the reply box is not part of the answer.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.routing import readers_of
from alongside.domain.cases.queries.story import has_moved_on, story_of
from alongside.faces.desk.cases.acts import open_acts, suffix_of, visible_case
from alongside.faces.desk.cases.case import SHOWN, category_path, last_day, steps_of
from alongside.faces.desk.cases.told import lines_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, show, told
from alongside.faces.desk.together import beat

NOTHING_NEW = 204
NAMED_AT_ONCE = 8


@desk_page()
def case_news(request: DeskRequest, number: str) -> HttpResponse:
    version = request.GET.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    if seen and not has_moved_on(number, request.viewer, version=seen):
        return HttpResponse(status=NOTHING_NEW)
    case = visible_case(request, number)
    story = story_of(case, request.viewer, after=request.GET.get("after", ""), limit=SHOWN, may_see=True)
    lines = list(lines_of(story.entries, now=request.now, last=_day(request.GET.get("day", ""))))
    context = {
        "is_news": True,
        "case": case,
        "lines": lines,
        "newest": story.newest,
        "last_day": last_day(lines) or request.GET.get("day", ""),
        "row": open_acts(case, request.viewer)[0],
        "steps": steps_of(case, now=request.now),
        "category_path": category_path(case),
        "suffix": suffix_of(request),
    }
    answer = show(request, "faces/desk/cases/case_news.html", context)
    heard = any(line.voice == "customer" for line in lines)
    return told(answer, _("The customer wrote."), tone="now") if heard else answer


@require_POST
@desk_page()
def case_together(request: DeskRequest, number: str) -> HttpResponse:
    """They have the case before them; what they typed is kept, and who else is there is told."""
    rows = Case.objects.visible_to(request.viewer).select_related("conversation")
    case = find(rows.only("conversation__id"), number=number)
    return show(request, "faces/desk/together.html", beat(request, case.conversation))


@desk_page()
def case_people(request: DeskRequest, number: str) -> HttpResponse:
    """`?q=陈`: colleagues who read this case, to be named by @ in a note of it."""
    case = find(Case.objects.visible_to(request.viewer).select_related("node"), number=number)
    asked = request.GET.get("q", "").replace("\x00", "")[:20]
    names = readers_of(case, now=request.now).exclude(pk=request.user.pk).filter(name__icontains=asked)
    found = names.order_by("name_sort_key", "pk").values_list("name", flat=True)[:NAMED_AT_ONCE]
    return JsonResponse({"names": list(found)})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
