"""Announcements: what I should have read, first what I must; the archive; what I write and who has read it (ORG-10)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.work.models import Announcement, AnnouncementReading
from alongside.domain.work.permissions import ANNOUNCE
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.asked import is_whole

PAGE = 50
AREA = "desk:announcements"
STATES = {"": "published", "archive": "ended", "drafts": "draft"}
TONES = {"draft": "plain", "published": "now", "ended": "plain"}


@desk_page()
def announcements(request: DeskRequest) -> HttpResponse:
    """`?tab=archive&before=120`"""
    may_write = request.viewer.may(ANNOUNCE)
    tab = request.GET.get("tab", "")
    tab = tab if tab in STATES and (tab != "drafts" or may_write) else ""
    before = request.GET.get("before", "")
    confirmed = AnnouncementReading.objects.filter(
        announcement=OuterRef("pk"), staff_id=request.user.pk, confirmed_at__isnull=False
    )
    waiting = Announcement.objects.waiting_for(request.viewer).values("pk")
    found = (
        Announcement.objects.visible_to(request.viewer)
        .filter(state=STATES[tab])
        .annotate(is_confirmed=Exists(confirmed), is_waiting=Exists(waiting.filter(pk=OuterRef("pk"))))
        .select_related("node", "written_by")
    )
    first = [] if before or tab else list(found.filter(is_waiting=True).order_by("read_by", "pk")[:PAGE])
    if is_whole(before):
        found = found.filter(pk__lt=int(before))
    found = found.exclude(is_waiting=True) if not tab else found  # those stand first, on the first page
    rows = list(found.order_by("-pk")[: PAGE + 1])
    base = reverse("desk:announcements")
    tabs = [("", _("To read")), ("archive", _("Archive")), *([("drafts", _("Drafts"))] if may_write else [])]
    context = {
        "rows": [*first, *rows[:PAGE]],
        "tabs": [(f"{base}?tab={code}" if code else base, words, code == tab) for code, words in tabs],
        "older": f"{base}?tab={tab}&before={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "may_write": may_write,
        "tab": tab,
    }
    return show(request, "faces/desk/announcements/announcements.html", context, area=AREA)
