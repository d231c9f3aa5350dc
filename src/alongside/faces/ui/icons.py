"""Icons of the Tabler set, read once from the npm package and inlined as SVG.

Names are Tabler's own (https://tabler.io/icons) plus the few words of this house in `OWN_NAMES`.
`settings.ICONS_DIRECTORY` says where the outline icons lie; without it they are looked for in `node_modules`.
"""

import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

OWN_NAMES = {
    "wrench": "tool",
    "repair": "tool",
    "complaint": "message-exclamation",
    "enquiry": "help-circle",
    "suggestion": "bulb",
    "praise": "heart",
    "dispute": "scale",
    "privacy": "shield-lock",
    "case": "clipboard-text",
    "conversation": "messages",
    "customer": "user",
    "unit": "home",
    "estate": "building-community",
    "promise": "heart-handshake",
    "deadline": "clock",
    "late": "alert-triangle",
    "soon": "clock-hour-4",
    "good": "check",
    "paused": "player-pause",
    "handover": "key",
    "report": "file-text",
    "wechat": "brand-wechat",
    "sms": "message-2",
    "email": "mail",
    "web": "world",
    "walk-in": "walk",
    "walk_in": "walk",
    "chat": "message-circle",
    "portal": "device-mobile",
    "hotline": "headset",
    "letter": "mailbox",
    "other": "dots",
}
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SHAPES = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
BACKGROUND = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


class UnknownIcon(LookupError):
    """No icon of this name in the set; the message names it and the folder that was searched."""


def icons_directory() -> Path:
    """The folder with one `NAME.svg` for each outline icon."""
    given = getattr(settings, "ICONS_DIRECTORY", None)
    return Path(given or Path(settings.BASE_DIR) / "node_modules" / "@tabler" / "icons" / "icons" / "outline")


@cache
def shapes_of(name: str) -> str:
    """The inside of the SVG of `name`. Raises `UnknownIcon` for anything but the name of a file in the set."""
    name = OWN_NAMES.get(name, name)
    if not NAME.fullmatch(name):
        raise UnknownIcon(f"{name!r} is not a name of an icon")
    file = icons_directory() / f"{name}.svg"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UnknownIcon(f"No icon {name!r} in {file.parent}") from None
    shapes = SHAPES.search(text)
    if not shapes:
        raise UnknownIcon(f"{file} is not an SVG")
    inside = shapes.group(1).replace(BACKGROUND, "")
    return " ".join(inside.split())


@cache
def drawn(name: str, size: int = 16) -> SafeString:
    """The icon as decoration, hidden from screen readers; the words beside it speak."""
    # The shapes come from the npm package under a checked name, never from a person's input.
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" '
        'focusable="false">{1}</svg>',
        size,
        mark_safe(shapes_of(name)),
    )


def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    """The icon; with `label` it is a picture with that name, as for a button without words."""
    if not label:
        return drawn(name, size)
    return format_html(
        '<span class="icon-labelled" role="img" aria-label="{}">{}</span>', label, drawn(name, size)
    )
