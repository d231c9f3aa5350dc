"""Times as people say them: what is left until a deadline, and how long ago something was."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext, ngettext, pgettext

SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Said:
    """A time in words, its tone (`plain`, `soon`, `late`, `paused`) and the exact moment."""

    text: str
    tone: str
    exact: str


def exact(moment: datetime) -> str:
    """The moment to the minute in the person's own time zone, the same in every language."""
    return timezone.localtime(moment).isoformat(" ", "minutes")[:16]


def time_left(due: datetime, now: datetime, *, soon: timedelta = SOON, paused: bool = False) -> Said:
    """What is left until `due`; `soon` before the end the tone changes, after it the delay is counted.

    Under `soon` it counts minutes whatever the date; later today hours; then tomorrow's hour, days, and a date
    from a week on. The same steps are taken in the browser by `time_left.js`.
    """
    if paused:
        return Said(pgettext("deadline", "paused"), "paused", exact(due))
    left = due - now
    if left < timedelta(0):
        return Said(gettext("%(time)s late") % {"time": span(-left)}, "late", exact(due))
    if left < soon:
        return Said(gettext("%(time)s left") % {"time": span(left)}, "soon", exact(due))
    return Said(far(due, now, left), "plain", exact(due))


def far(due: datetime, now: datetime, left: timedelta) -> str:
    """A deadline that is not near: hours today, an hour tomorrow, days this week, then a date."""
    local_due, local_now = timezone.localtime(due), timezone.localtime(now)
    days = (local_due.date() - local_now.date()).days
    if days == 0:
        return gettext("%(time)s left") % {
            "time": gettext("%(hours)s h") % {"hours": left // timedelta(hours=1)}
        }
    if days == 1:
        return gettext("tomorrow %(hour)s") % {"hour": local_due.strftime("%H:%M")}
    if days < 7:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    return day(local_due, local_now)


def span(length: timedelta) -> str:
    """A length of time in at most two units: 38 min, 1 h 12 min, 3 days."""
    minutes = int(length.total_seconds()) // 60
    hours, minutes_over = divmod(minutes, 60)
    if hours >= 24:
        return ngettext("%(count)s day", "%(count)s days", hours // 24) % {"count": hours // 24}
    if hours and minutes_over:
        return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes_over}
    if hours:
        return gettext("%(hours)s h") % {"hours": hours}
    return gettext("%(minutes)s min") % {"minutes": minutes}


def day(moment: datetime, now: datetime) -> str:
    """A date, with the year only when it is another one. Both are local."""
    pattern = pgettext("date format", "j M") if moment.year == now.year else pgettext("date format", "j M Y")
    return date_format(moment, pattern)


def ago(moment: datetime, now: datetime) -> str:
    """How long ago: just now, 12 min ago, today 09:14, yesterday 18:02, 28 Oct, 2 Mar 2025."""
    passed = now - moment
    if timedelta(0) <= passed < timedelta(minutes=1):
        return gettext("just now")
    if timedelta(0) <= passed < timedelta(hours=1):
        return gettext("%(minutes)s min ago") % {"minutes": passed // timedelta(minutes=1)}
    local, local_now = timezone.localtime(moment), timezone.localtime(now)
    days = (local_now.date() - local.date()).days
    hour = local.strftime("%H:%M")
    if days == 0:
        return gettext("today %(hour)s") % {"hour": hour}
    if days == 1:
        return gettext("yesterday %(hour)s") % {"hour": hour}
    if days == -1:
        return gettext("tomorrow %(hour)s") % {"hour": hour}
    return day(local, local_now)
