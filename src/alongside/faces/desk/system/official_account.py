"""What the page of a WeChat official account shows besides: who follows, the token, the menu and its publishing (CHN-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions.wechat.menu import publish_menu
from alongside.domain.conversations.models import Account
from alongside.domain.conversations.queries import official_state
from alongside.domain.conversations.rules.wechat import menu_of
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.page import DeskRequest, desk_page, find, see
from alongside.kernel.refusals import Refused


def official_account(account: Account, *, now: datetime) -> dict[str, Any]:
    """What its part of the page needs; nothing for an account of another provider."""
    state = official_state(account, now=now)
    if state is None:
        return {}
    try:
        menu, wrong = menu_of(account.options.get("menu", ""), site=settings.PUBLIC_URL), ""
    except Refused as no:
        menu, wrong = [], str(no)
    return {"official": state, "menu": menu, "menu_is_wrong": wrong}


@require_POST
@desk_page(MANAGE_SYSTEM)
def publish_menu_page(request: DeskRequest, pk: int) -> HttpResponse:
    """As it stands in the account; a refusal says what is wrong."""
    found = find(Account.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    if official_state(found, now=request.now) is None:
        raise Http404
    count = publish_menu(found, by=request.viewer, now=request.now)
    said = _("Published. WeChat shows it within minutes.") if count else _("The menu is taken down.")
    return see(request, reverse("desk:account", args=[pk]), said)
