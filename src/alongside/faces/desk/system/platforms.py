"""Where staff are besides the desk: how it stands with each platform, what lies parked, and the robots in groups (ORG-11)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alongside.domain.organisation.models import OutsideIdentity
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.platforms.actions.wishing import retry_cards
from alongside.domain.platforms.models import Card, GroupRobot, PlatformName, PlatformState
from alongside.domain.platforms.queries import configured_platforms
from alongside.domain.platforms.rules.group import LABELS
from alongside.faces.desk.page import DeskRequest, desk_page, see, show

MOST = 200
ICONS = {"wecom": "brand-wechat", "dingtalk": "messages", "feishu": "send"}


@desk_page(MANAGE_SYSTEM)
def platforms(request: DeskRequest) -> HttpResponse:
    is_whole = request.viewer.reach(MANAGE_SYSTEM).everywhere
    robots = list(GroupRobot.objects.visible_to(request.viewer).select_related("node")[:MOST])
    parked = Card.objects.visible_to(request.viewer).filter(state=Card.State.PARKED)
    context = {
        "is_whole": is_whole,
        "platforms": _platforms() if is_whole else [],
        "robots": [(one, ICONS.get(one.platform, ""), [LABELS[code] for code in one.news]) for one in robots],
        "parked": parked.select_related("staff", "news").order_by("-pk")[:MOST],
    }
    return show(request, "faces/desk/system/platforms.html", context, area="desk:system")


@require_POST
@desk_page(MANAGE_SYSTEM)
def retry_cards_page(request: DeskRequest, platform: str) -> HttpResponse:
    count = retry_cards(platform, by=request.viewer, now=request.now)
    said = ngettext("%(n)s notice is sent again.", "%(n)s notices are sent again.", count) % {"n": count}
    return see(request, reverse("desk:platforms"), said)


def _platforms() -> list[dict[str, Any]]:
    """Those that are set up or were once, with their state, how many are connected, how many cards wait and lie parked."""
    set_up = configured_platforms()
    states = {one.platform: one for one in PlatformState.objects.all()}
    codes = [one for one in PlatformName.values if one in set_up or one in states]
    bound = dict(
        OutsideIdentity.objects.filter(provider__in=codes)
        .values("provider")
        .annotate(n=Count("pk"))
        .values_list("provider", "n")
    )
    lying: Counter[tuple[str, str]] = Counter()
    queued = Card.objects.filter(platform__in=codes, state__in=[Card.State.QUEUED, Card.State.PARKED])
    for platform, state, n in queued.values_list("platform", "state").annotate(n=Count("pk")):
        lying[platform, state] = n
    return [
        {
            "is_set_up": code in set_up, "code": code, "name": PlatformName(code).label, "icon": ICONS[code], "state": states.get(code),
            "bound": bound.get(code, 0), "waiting": lying[code, "queued"],
            "parked": lying[code, "parked"],
        }
        for code in codes
    ]  # fmt: skip
