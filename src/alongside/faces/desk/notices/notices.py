"""Notices: the bell's feed for the script, and the page with all of them."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from alongside.domain.platforms.models import Card
from alongside.domain.work.actions import read_all_notices, read_notice
from alongside.domain.work.models import Notice
from alongside.domain.work.queries import notices_of, unread_count
from alongside.faces.desk.notices.sentences import said
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.faces.ui.asked import is_whole

MOST = 50
MOST_AT_ONCE = 5


@desk_page()
def notices_feed(request: DeskRequest) -> HttpResponse:
    """How many are unread, and those since `?since=`. Asked every ten seconds by every open desk."""
    newest = notices_of(request.user, unread_only=True)
    since = request.GET.get("since", "")
    fresh = newest.filter(pk__gt=int(since))[:MOST_AT_ONCE] if is_whole(since) else newest[:1]
    fresh = list(fresh)
    told = said(fresh) if is_whole(since) else []
    latest = fresh[0].pk if fresh else since or "0"
    answer = {
        "count": unread_count(request.user),
        "latest": str(latest),
        "notices": [
            {
                "id": one.id,
                "title": one.title,
                "text": one.text,
                "url": reverse("desk:read_notice", args=[one.id]),
                "tone": one.tone,
            }
            for one in told
        ],
    }
    response = JsonResponse(answer)
    response.headers["Cache-Control"] = "no-store"
    return response


@desk_page()
def notices(request: DeskRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    found = notices_of(request.user)
    if is_whole(before):
        found = found.filter(pk__lt=int(before))
    rows = list(found[: MOST + 1])
    older = f"?before={rows[MOST - 1].pk}" if len(rows) > MOST else ""
    context = {"notices": said(rows[:MOST]), "older_url": older}
    return show(request, "faces/desk/notices/notices.html", context)


@desk_page()
def read_notice_page(request: DeskRequest, notice_id: int) -> HttpResponse:
    """Opening a notice reads it and leads to what it is about."""
    notice = find(Notice.objects.filter(staff_id=request.viewer.id), pk=notice_id)
    read_notice(notice, by=request.viewer, now=request.now)
    return see(request, said([notice])[0].url)


@desk_page()
def told_notice(request: DeskRequest, news_id: int) -> HttpResponse:
    """Where a card on WeCom, DingTalk or Feishu leads: to one's own notice with those words (ORG-11)."""
    card = find(Card.objects.filter(staff_id=request.viewer.id), news_id=news_id)
    if card.notice_id is None:
        return see(request, reverse("desk:notices"))
    return see(request, reverse("desk:read_notice", args=[card.notice_id]))


@require_POST
@desk_page()
def read_all(request: DeskRequest) -> HttpResponse:
    read_all_notices(request.user, by=request.viewer, now=request.now)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return see(request, back if safe else reverse("desk:notices"))
