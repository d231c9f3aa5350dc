"""What an administrator is told when WeChat does not do what we ask."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused
from alongside.kernel.wechat_official import Trouble, WeChatError

_WORDS: dict[Trouble, Any] = {
    Trouble.UNREACHED: _("WeChat does not answer. Try again in a minute."),
    Trouble.BUSY: _("WeChat is busy. Try again in a minute."),
    Trouble.SECRET: _("WeChat does not take this app id and secret, or the secret is frozen."),
    Trouble.CALLER: _("Put this server's address on the account's IP list at WeChat."),
    Trouble.FORBIDDEN: _(
        "WeChat has not given this account the right to do that; perhaps it is not certified."
    ),
    Trouble.QUOTA: _("WeChat's quota of the day is used up."),
    Trouble.MENU: _("WeChat does not take this menu."),
}
_FIELDS = {Trouble.SECRET: "app_secret", Trouble.MENU: "menu"}


def refusal(error: WeChatError) -> Refused:
    """In words, with WeChat's number."""
    words = _WORDS.get(error.trouble, _("WeChat said no."))
    told = f"{words} ({error.number})" if error.number else words
    return Refused(told, field=_FIELDS.get(error.trouble, ""), facts={"number": error.number})
