"""An appointment as a calendar file (RFC 5545), as phones take it in. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

LINE_BYTES = 73  # a longer line goes on in the next one, after a space


@dataclass(frozen=True)
class Entry:
    """What stands in the calendar. `key` is the same when the appointment moves; `revision` grows."""

    key: str
    revision: int
    from_at: datetime
    until_at: datetime
    title: str
    place: str
    words: str
    url: str


def calendar_file(one: Entry, *, now: datetime) -> str:
    """One event with an alarm two hours before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Alongside//Appointments//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{one.key}",
        f"SEQUENCE:{one.revision}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(one.from_at)}",
        f"DTEND:{_moment(one.until_at)}",
        f"SUMMARY:{_text(one.title)}",
        f"LOCATION:{_text(one.place)}",
        f"DESCRIPTION:{_text(one.words)}",
        f"URL:{one.url}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(one.title)}",
        "TRIGGER:-PT2H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    plain = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> str:
    """No line longer than the standard allows, never cut within a character."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > LINE_BYTES:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
