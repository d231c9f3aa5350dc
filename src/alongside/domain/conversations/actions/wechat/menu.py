"""The menu below the conversation: kept, and published by a job (CHN-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.wechat.access import official_account
from alongside.domain.conversations.events import MENU_KEPT, MENU_PUBLISHED
from alongside.domain.conversations.models import Account, OfficialMenu
from alongside.domain.conversations.rules.outbox import queue_of
from alongside.domain.conversations.rules.wechat_menu import as_buttons, checked_menu
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.jobs import defer
from alongside.kernel.refusals import Conflict
from alongside.kernel.wechat_official import WeChatError

PUBLISH = "alongside.domain.conversations.jobs.publish_official_menu"


@transaction.atomic
def keep_menu(
    account: Account, *, entries: list[dict[str, Any]], by: Actor, now: datetime, seen: int | None = None
) -> OfficialMenu:
    """As it is from now on; WeChat shows it after it was published. Raises Refused naming the field, Conflict."""
    by.require(MANAGE_SYSTEM, on=account)
    menu = _held(account)
    if seen is not None and seen != menu.version:
        raise Conflict(_("Somebody else changed this meanwhile."), facts={"current": menu.version})
    menu.entries = checked_menu(entries)
    menu.version += 1
    menu.save()
    journal.record(MENU_KEPT, about=account, by=by, at=now, facts={"buttons": len(menu.entries)})
    return menu


@transaction.atomic
def publish_menu(account: Account, *, by: Actor, now: datetime) -> OfficialMenu:
    """A job tells WeChat; how that went stands in the menu."""
    by.require(MANAGE_SYSTEM, on=account)
    menu = _held(account)
    menu.state, menu.asked_at, menu.trouble, menu.number = OfficialMenu.State.WAITING, now, "", 0
    menu.save()
    journal.record(MENU_PUBLISHED, about=account, by=by, at=now, facts={"buttons": len(menu.entries)})
    lock = f"publish_menu:{account.pk}"
    defer(PUBLISH, queue=queue_of(account.channel), queueing_lock=lock, account_id=account.pk)
    return menu


def put_up_menu(account_id: int, *, now: datetime) -> None:
    """Tell WeChat the menu as it is kept now; the same again does no harm. What WeChat says is written down."""
    menu = OfficialMenu.objects.select_related("account").filter(account=account_id).first()
    if menu is None:
        return
    wanted, trouble, number = menu.entries, "", 0
    try:
        official_account(menu.account, now=now).publish_menu(as_buttons(wanted, site=settings.PUBLIC_URL))
    except WeChatError as error:
        trouble, number = str(error.trouble), error.number
    with transaction.atomic():
        fresh = _held(menu.account)
        fresh.done_at, fresh.trouble, fresh.number = now, trouble, number
        fresh.state = OfficialMenu.State.REFUSED if trouble else OfficialMenu.State.PUBLISHED
        if not trouble:
            fresh.published = wanted
        fresh.save()


def _held(account: Account) -> OfficialMenu:
    OfficialMenu.objects.get_or_create(account=account, defaults={"node_id": account.node_id})
    return OfficialMenu.objects.select_for_update(of=("self",)).get(account=account)
