"""The menu below the conversation of an official account: what it may hold, and how WeChat is told of it (CHN-3). Pure.

An entry is {"name", "does", "target"}; `does` is the name of a page of the portal, or talk, link (`target`: an address) or
key (`target`: a word that WeChat pushes to us). One that opens others has them in "below" instead.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.kernel.refusals import Refused

MOST_BUTTONS, MOST_BELOW = 3, 5
LONGEST_BUTTON, LONGEST_BELOW = (
    12,
    24,
)  # bytes that WeChat shows of a name: a Chinese character counts for three
LONGEST_KEY, LONGEST_LINK = 128, 1024  # bytes
TALK, LINK, KEY = "talk", "link", "key"
PAGES: dict[str, tuple[str, Any]] = {
    "home": ("/portal/", gettext_lazy("Home page")),
    "report": ("/portal/report/", gettext_lazy("Report something")),
    "cases": ("/portal/cases/", gettext_lazy("My matters")),
    "appointments": ("/portal/appointments/", pgettext_lazy("menu", "Appointments")),
    "bulletins": ("/portal/bulletins/", gettext_lazy("Progress and notices")),
    "promises": ("/portal/promises/", gettext_lazy("What was promised")),
    "journeys": ("/portal/journeys/", gettext_lazy("My journey")),
    "me": ("/portal/me/", gettext_lazy("My data")),
}
DOES: dict[str, Any] = {
    **{code: label for code, (_path, label) in PAGES.items()},
    TALK: gettext_lazy("Says how to write to us"),
    LINK: gettext_lazy("A link"),
    KEY: gettext_lazy("A key for a program"),
}
Entry = dict[str, Any]


def checked_menu(entries: list[Entry]) -> list[Entry]:
    """The entries as they are kept. Refused names the field of the form: n0 is the first name, n0_1 the second below it."""
    kept = []
    for number, one in enumerate(entries):
        below = [
            _checked(leaf, f"{number}_{place}", LONGEST_BELOW)
            for place, leaf in enumerate(one.get("below") or [])
        ]
        if len(below) > MOST_BELOW:
            raise Refused(_("WeChat shows five entries below a name."), field=f"n{number}")
        if below:
            kept.append({"name": _name(one, f"{number}", LONGEST_BUTTON), "below": below})
        else:
            kept.append(_checked(one, f"{number}", LONGEST_BUTTON))
    if len(kept) > MOST_BUTTONS:
        raise Refused(_("WeChat shows three names side by side; put some below another."))
    return kept


def as_buttons(entries: list[Entry], *, site: str) -> list[dict[str, Any]]:
    """The menu as WeChat wants it."""
    return [
        {"name": one["name"], "sub_button": [_leaf(leaf, site) for leaf in one["below"]]}
        if one.get("below")
        else _leaf(one, site)
        for one in entries
    ]


def _leaf(entry: Entry, site: str) -> dict[str, Any]:
    does = entry["does"]
    if does in (TALK, KEY):
        return {"name": entry["name"], "type": "click", "key": entry["target"] if does == KEY else TALK}
    url = entry["target"] if does == LINK else site + PAGES[does][0]
    return {"name": entry["name"], "type": "view", "url": url}


def _checked(entry: Entry, at: str, longest: int) -> Entry:
    name, does, target = _name(entry, at, longest), entry.get("does"), str(entry.get("target") or "").strip()
    if does not in DOES:
        raise Refused(_("Say what a tap on “%(name)s” does.") % {"name": name}, field=f"d{at}")
    if does == LINK and (
        urlsplit(target).scheme not in ("https", "http")
        or not urlsplit(target).netloc
        or len(target.encode()) > LONGEST_LINK
    ):
        raise Refused(
            _("The link of “%(name)s” begins with https:// and has at most %(n)s characters.")
            % {"name": name, "n": LONGEST_LINK},
            field=f"t{at}",
        )
    if does == KEY and (not target or target == TALK or len(target.encode()) > LONGEST_KEY):
        raise Refused(
            _("The key of “%(name)s” is a word of at most %(n)s letters, and not “talk”.")
            % {"name": name, "n": LONGEST_KEY},
            field=f"t{at}",
        )
    return {"name": name, "does": does, "target": target if does in (LINK, KEY) else ""}


def _name(entry: Entry, at: str, longest: int) -> str:
    name = " ".join(str(entry.get("name") or "").split())
    if not name:
        raise Refused(_("What can be tapped needs a name."), field=f"n{at}")
    if len(name.encode()) > longest:
        raise Refused(
            _("“%(name)s” is cut by WeChat: it shows %(n)s Chinese characters or %(many)s letters here.")
            % {"name": name, "n": longest // 3, "many": longest},
            field=f"n{at}",
        )
    return name
