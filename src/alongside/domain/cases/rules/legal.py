"""What a legal matter must say, and when its days are called to mind (CAS-17). Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

# So long before a day who is in charge hears of it: once with time to prepare, once on the eve.
REMINDERS = (timedelta(days=7), timedelta(days=1))
WORDS_CHARACTERS = 4000
NAME_CHARACTERS = 200
FURTHEST = timedelta(days=3660)
EARLIEST = date(1990, 1, 1)


def remind_at(at: datetime, *, now: datetime) -> datetime | None:
    """The next moment at which the day is called to mind; None when all of them have gone by."""
    return next((at - before for before in REMINDERS if at - before > now), None)


def first_reminder(at: datetime, *, now: datetime) -> datetime | None:
    """Of a day that is set now: one that comes within a day is said at once."""
    if at <= now:
        return None
    return remind_at(at, now=now) or now


def check_text(
    text: str, *, field: str, message: Any = "", most: int = WORDS_CHARACTERS, optional: bool = False
) -> str:
    """The text without its edges. Refused, naming the field, when it is wanting or too long."""
    text = text.replace("\x00", "").strip()
    if not text and not optional:
        raise Refused(message, field=field)
    if len(text) > most:
        raise Refused(_("This is too long: at most %(n)s characters.") % {"n": most}, field=field)
    return text


def check_at(at: datetime, *, now: datetime) -> None:
    """A day that is set lies ahead, and within ten years."""
    if at <= now:
        raise Refused(_("This day has gone by already."), field="at")
    if at > now + FURTHEST:
        raise Refused(_("This lies more than ten years ahead."), field="at")


def check_on(on: date, *, zone: str, now: datetime, since: date | None) -> None:
    """A day on which something happened: not to come, and not before what came before it."""
    if on > now.astimezone(ZoneInfo(zone)).date():
        raise Refused(_("This lies in the future."), field="on")
    if on < (since or EARLIEST):
        raise Refused(_("This lies before the step before it."), field="on")
