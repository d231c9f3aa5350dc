"""The rows behind the figures: who has confirmed an announcement, and who has not (ORG-10)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from alongside.domain.work.models import Announcement
from alongside.domain.work.permissions import ANNOUNCE
from alongside.domain.work.queries.announcing import readers_of
from alongside.faces.desk.announcements.announcements import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.asked import page_asked

PAGE = 100


@desk_page(ANNOUNCE)
def announcement_readers(request: DeskRequest, pk: int) -> HttpResponse:
    """`?read=1&page=2`: those who have, without it those who have not."""
    one = find(Announcement.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    request.viewer.require(ANNOUNCE, on=one)
    has_read = request.GET.get("read") == "1"
    page = page_asked(request)
    found = readers_of(one, has_read=has_read, now=request.now)
    rows = list(found[(page - 1) * PAGE : page * PAGE + 1])
    base = f"{reverse('desk:announcement_readers', args=[pk])}?read={int(has_read)}&page="
    context = {
        "one": one,
        "rows": rows[:PAGE],
        "has_read": has_read,
        "newer": f"{base}{page - 1}" if page > 1 else "",
        "older": f"{base}{page + 1}" if len(rows) > PAGE else "",
    }
    return show(request, "faces/desk/announcements/readers.html", context, area=AREA)
