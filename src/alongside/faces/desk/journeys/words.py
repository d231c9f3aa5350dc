"""What the rules of a journey say, in words for people: spans, events, positions, channels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from alongside.domain.journeys.rules import HAPPENINGS, Span, span
from alongside.domain.journeys.rules.spans import DAYS, HOURS, MONTHS, WORKING_DAYS
from alongside.domain.organisation.models import Role

UNITS = [
    (HOURS, pgettext_lazy("span", "hours")),
    (DAYS, pgettext_lazy("span", "days")),
    (WORKING_DAYS, pgettext_lazy("span", "working days")),
    (MONTHS, pgettext_lazy("span", "months")),
]
AFTER, BEFORE = "after", "before"
SIDES = [(AFTER, gettext_lazy("afterwards")), (BEFORE, gettext_lazy("before it"))]
CHANNELS = [
    ("phone", gettext_lazy("Phone")),
    ("visit", gettext_lazy("Visit")),
    ("wechat", gettext_lazy("WeChat")),
    ("sms", gettext_lazy("SMS")),
    ("email", gettext_lazy("Email")),
    ("letter", gettext_lazy("Letter")),
    ("portal", gettext_lazy("Portal")),
]
LANGUAGE_NAMES = {"zh-hans": "简体", "en": "English", "zh-hant": "繁體"}


def span_of(written: Any) -> Span | None:
    """The span that is written so; None for one that cannot be read."""
    try:
        return span(str(written or ""))
    except ValueError:
        return None


def length_words(one: Span) -> str:
    """3 days, 24 hours, 5 working days, 3 months: without before or after."""
    many = abs(one.many)
    words = {
        HOURS: ngettext("%(n)s hour", "%(n)s hours", many),
        DAYS: ngettext("%(n)s day", "%(n)s days", many),
        WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", many),
        MONTHS: ngettext("%(n)s month", "%(n)s months", many),
    }
    return words[one.unit] % {"n": many}


def span_words(written: Any) -> str:
    """Within 24 hours; the same day; 14 days before; what cannot be read, as it is written."""
    one = span_of(written)
    if one is None:
        return str(written or "")
    if not one.many:
        return pgettext("due", "the same day")
    words = _("%(span)s before") if one.many < 0 else _("within %(span)s")
    return words % {"span": length_words(one)}


def event_label(code: str) -> str:
    """What the event is called."""
    happening = HAPPENINGS.get(code)
    return str(happening.label) if happening else code


def channel_label(code: str) -> str:
    return str(dict(CHANNELS).get(code, code))


def role_names() -> dict[str, str]:
    """Positions by code, in the reader's language. One query."""
    return {one.code: str(one) for one in Role.objects.in_use().order_by("-escalation_rank", "pk")}


def rule_words(step: Mapping[str, Any]) -> str:
    """The due rule in a line: contract signed, within 24 hours."""
    due = _("%(event)s: %(span)s") % {
        "event": event_label(step.get("after", "")),
        "span": span_words(step.get("due")),
    }
    return f"{due} · {again}" if (again := again_words(step)) else due


def again_words(step: Mapping[str, Any]) -> str:
    """Every 7 days until the home is handed over; empty for what comes once."""
    every = span_of(step.get("every"))
    if every is None:
        return ""
    until = [event_label(one) for one in step.get("until") or ()]
    words = _("again every %(span)s") % {"span": length_words(every)}
    return _("%(again)s until: %(events)s") % {"again": words, "events": _either(until)} if until else words


def _either(words: list[str]) -> str:
    return _(" or ").join(words)


@cache
def _field_labels() -> dict[str, Any]:
    return {
        "name": gettext_lazy("Name"),
        "mark": pgettext_lazy("journey", "Mark"),
        "begins": gettext_lazy("Begins with"),
        "after": gettext_lazy("Follows"),
        "along": gettext_lazy("Runs along, all the way"),
        "needs": gettext_lazy("Not before these have happened"),
        "survey": gettext_lazy("Survey that closes it"),
        "contact": gettext_lazy("Contact situation"),
        "mood": gettext_lazy("State of mind"),
        "concerns": gettext_lazy("Concerns"),
        "core": gettext_lazy("Core content"),
        "work_points": gettext_lazy("Work points"),
        "nth": gettext_lazy("Which time"),
        "due": gettext_lazy("Due"),
        "opens": gettext_lazy("May begin"),
        "every": gettext_lazy("Comes again"),
        "until": gettext_lazy("Ends with"),
        "role": gettext_lazy("Position that answers for it"),
        "channel": gettext_lazy("Over"),
        "script": gettext_lazy("What to say"),
        "tells": gettext_lazy("What the customer reads"),
        "bring": gettext_lazy("What the customer brings"),
        "stage": gettext_lazy("Stage"),
        "place": gettext_lazy("Place among the stages"),
        "code": gettext_lazy("Code"),
        "stages": gettext_lazy("Stages"),
        "steps": gettext_lazy("Steps"),
    }


def field_label(name: str) -> Any:
    """What a field of a stage or step is called."""
    return _field_labels().get(name, name)
