"""What the page of a WeChat official account shows besides: who follows, the token, the menu and how it stands (CHN-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from alongside.domain.conversations.actions.wechat.trouble import trouble_in_words
from alongside.domain.conversations.models import Account, OfficialMenu
from alongside.domain.conversations.queries import official_state


def official_account(account: Account, *, now: datetime) -> dict[str, Any]:
    """What its part of the page needs; nothing for an account of another provider."""
    state = official_state(account, now=now)
    return {"official": state, **menu_shown(account)} if state is not None else {}


def menu_shown(account: Account) -> dict[str, Any]:
    """The menu as it is kept, whether WeChat shows it so, and what it said to it in the reader's words."""
    menu = OfficialMenu.objects.filter(account=account).first() or OfficialMenu(account=account)
    refused = menu.state == OfficialMenu.State.REFUSED
    return {
        "menu": menu,
        "menu_trouble": trouble_in_words(menu.trouble, menu.number) if refused else "",
        "menu_is_shown": menu.published is not None and menu.published == menu.entries,
    }
