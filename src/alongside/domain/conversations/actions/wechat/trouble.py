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
_OF_NUMBERS: dict[int, Any] = {
    **dict.fromkeys((40018, 40025), _("A name in the menu is too long for WeChat, or empty.")),
    **dict.fromkeys((40019, 40026), _("A key in the menu is too long for WeChat, or empty.")),
    **dict.fromkeys((40020, 40027), _("A link in the menu is too long for WeChat, or none.")),
    **dict.fromkeys((40054, 40055), _("A link in the menu leads to a site that WeChat does not allow.")),
}
_FIELDS = {Trouble.SECRET: "app_secret"}


def refusal(error: WeChatError) -> Refused:
    """In words, with WeChat's number."""
    told = trouble_in_words(str(error.trouble), error.number)
    return Refused(told, field=_FIELDS.get(error.trouble, ""), facts={"number": error.number})


def trouble_in_words(trouble: str, number: int) -> str:
    """In the language of whoever reads it."""
    words = _OF_NUMBERS.get(number) or _WORDS.get(Trouble(trouble), _("WeChat said no."))
    return f"{words} ({number})" if number else str(words)
