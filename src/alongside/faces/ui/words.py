"""The words of the scripts: everything a script shows comes from here, translated on the server."""

from datetime import datetime
from functools import cache

from django.utils import timezone
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

NOW = "(now)"


def words_for_scripts(now: datetime) -> SafeString:
    """The script element that `ui.js` reads, written down once for each language and time zone but for the clock."""
    written = _written(get_language(), timezone.get_current_timezone_name())
    # A moment holds nothing that JSON or HTML would have escaped.
    return mark_safe(written.replace(NOW, now.isoformat(), 1))


@cache
def _written(language: str | None, zone: str) -> str:
    """The language is the active one; it is named for the memory's sake."""
    return json_script({"now": NOW, "zone": zone, **_words()}, "ui-words")


def _words() -> dict[str, str]:
    """Texts by key with `{}` where a value goes."""
    return {
        "left": gettext("%(time)s left") % {"time": "{}"},
        "late": gettext("%(time)s late") % {"time": "{}"},
        "minutes": gettext("%(minutes)s min") % {"minutes": "{}"},
        "hours": gettext("%(hours)s h") % {"hours": "{}"},
        "hours_minutes": gettext("%(hours)s h %(minutes)s min") % {"hours": "{}", "minutes": "{}"},
        "tomorrow": gettext("tomorrow %(hour)s") % {"hour": "{}"},
        "day": gettext("{} day"),
        "days": gettext("{} days"),
        "kept": gettext("Draft kept on this device"),
        "restored": gettext("Your draft is back"),
        "sending_failed": gettext("Not sent: no connection. What you wrote is still here; try again."),
        "server_failed": gettext("That did not work. What you wrote is still here; try again in a moment."),
        "signed_out": gettext(
            "You were signed out. Sign in again in a new tab; what you wrote is still here."
        ),
        "forbidden": gettext("You may not do this. Nothing was changed."),
        "too_large": gettext("{} is larger than {} MB and was left out."),
        "too_many": gettext("At most {} files; the rest was left out."),
        "remove": gettext("Remove {}"),
        "sure": gettext("Are you sure?"),
        "yes": gettext("Yes"),
        "cancel": gettext("Cancel"),
        "close": gettext("Close"),
        "keys": gettext("Keys"),
        "keys_next": pgettext("key", "next row"),
        "keys_previous": pgettext("key", "previous row"),
        "keys_open": pgettext("key", "open"),
        "keys_choose": pgettext("key", "choose the row"),
        "keys_search": pgettext("key", "search"),
        "keys_palette": pgettext("key", "go to anything"),
        "keys_help": pgettext("key", "these keys"),
        "keys_send": pgettext("key", "send what you wrote"),
        "palette": gettext("Go to a page, a case, a person …"),
        "palette_empty": gettext("Nothing found. Try a name, a phone number or a case number."),
        "pages": gettext("Pages"),
        "recent": gettext("Opened last"),
        "actions": gettext("On this page"),
        "chosen": gettext("{} chosen"),
        "unread": gettext("{} unread notices"),
        "no_data": gettext("No figures for this period yet."),
    }
