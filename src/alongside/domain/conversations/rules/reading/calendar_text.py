"""A calendar invitation in a few lines of words (RFC 5545). Pure; what can't be read has no words."""

from __future__ import annotations

import re
from datetime import datetime

_SHOWN = {
    "SUMMARY": "📅 ",
    "DTSTART": "",
    "DTEND": "– ",
    "LOCATION": "📍 ",
    "ORGANIZER": "",
    "DESCRIPTION": "",
}
_LONGEST = 100_000


def invitation_words(calendar: str) -> str:
    """Its title, when, where and what for."""
    unfolded = re.sub(r"\r?\n[ \t]", "", calendar[:_LONGEST])
    event = re.search(r"BEGIN:VEVENT(.*?)(END:VEVENT|\Z)", unfolded, re.DOTALL | re.IGNORECASE)
    if not event:
        return ""
    found: dict[str, str] = {}
    for line in event[1].splitlines():
        head, colon, value = line.partition(":")
        name, _semicolon, given = head.partition(";")
        if colon and name.strip().upper() in _SHOWN:
            found.setdefault(name.strip().upper(), _value(name.strip().upper(), given, value))
    return "\n".join(_SHOWN[one] + found[one] for one in _SHOWN if found.get(one))


def _value(name: str, given: str, value: str) -> str:
    if name in ("DTSTART", "DTEND"):
        return _when(value.strip(), given)
    if name == "ORGANIZER":
        called = re.search(r"CN=\"?([^;\":]+)", given, re.IGNORECASE)
        return called[1].strip() if called else ""
    plain = re.sub(r"\\([nN])", "\n", value)
    return re.sub(r"\\(.)", r"\1", plain).strip()[:2000]


def _when(value: str, given: str) -> str:
    zone = re.search(r"TZID=\"?([^;\":]+)", given, re.IGNORECASE)
    for form, shown in (
        ("%Y%m%dT%H%M%SZ", "%Y-%m-%d %H:%M UTC"),
        ("%Y%m%dT%H%M%S", "%Y-%m-%d %H:%M"),
        ("%Y%m%d", "%Y-%m-%d"),
    ):
        try:
            told = datetime.strptime(value, form).strftime(shown)  # noqa: DTZ007  shown as it is written
        except ValueError:
            continue
        return f"{told} ({zone[1]})" if zone and form.endswith("S") else told
    return value[:40]
