"""What can be said of a promise, and where one is made."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

MOST_CHARACTERS = 2_000

# Where it was made: a thing of a domain above, or of the one below, by its model's name. The page knows the way there.
ORIGINS = frozenset({"case", "message", "step", "thread", "journey"})

# How the customer said their word, when a colleague writes it down.
CHANNELS = {
    "phone": _("Phone"),
    "visit": _("In person"),
    "wechat": _("WeChat"),
    "sms": _("SMS"),
    "email": _("Email"),
    "letter": _("Letter"),
}


def check_words(words: str, *, field: str = "words", message: object = None, optional: bool = False) -> str:
    """The words, stripped; Refused where there are none, too many, or what cannot be stored."""
    words = words.strip()
    if not words and not optional:
        raise Refused(message or _("Say what was promised, as the customer understood it."), field=field)
    if "\x00" in words:
        raise Refused(_("The text holds a character that cannot be stored."), field=field)
    if len(words) > MOST_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": MOST_CHARACTERS}, field=field)
    return words


def check_channel(channel: str) -> str:
    """How the customer said it, where a colleague writes it down."""
    if channel not in CHANNELS:
        raise Refused(_("Say how the customer told you."), field="channel")
    return channel


def check_origin(origin: tuple[str, int] | None) -> tuple[str, int | None]:
    """Kind and id of where it was made; nothing known is nothing said."""
    if origin is None:
        return "", None
    if origin[0] not in ORIGINS:
        raise ValueError(f"promises are not made at a {origin[0]}")
    return origin
