"""The menu below the conversation, as the account's options say it (CHN-3)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from alongside.domain.conversations.actions.wechat.access import official_account
from alongside.domain.conversations.actions.wechat.trouble import refusal
from alongside.domain.conversations.events import MENU_PUBLISHED
from alongside.domain.conversations.models import Account
from alongside.domain.conversations.rules.wechat import menu_of
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.wechat_official import WeChatError


def publish_menu(account: Account, *, by: Actor, now: datetime) -> int:
    """WeChat shows it from now on, to some after minutes; how many names stand side by side. Raises Refused."""
    by.require(MANAGE_SYSTEM, on=account)
    menu = menu_of(account.options.get("menu", ""), site=settings.PUBLIC_URL)
    try:
        official_account(account, now=now).publish_menu(menu)
    except WeChatError as error:
        raise refusal(error) from error
    journal.record(MENU_PUBLISHED, about=account, by=by, at=now, facts={"buttons": len(menu)})
    return len(menu)
