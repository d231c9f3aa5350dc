"""What a browser says of itself, in words a person knows."""

from __future__ import annotations

from django.utils.translation import gettext as _

PROGRAMS = [
    ("MicroMessenger", "WeChat"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
MACHINES = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
]


def device_words(browser: str) -> str:
    """`iPhone · WeChat`, or that we do not know."""
    known = [_first(MACHINES, browser), _first(PROGRAMS, browser)]
    words = [_("WeChat") if one == "WeChat" else one for one in known if one]
    return " · ".join(words) or _("A device we do not know")


def _first(table: list[tuple[str, str]], browser: str) -> str:
    return next((name for mark, name in table if mark in browser), "")
