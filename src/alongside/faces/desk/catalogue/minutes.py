"""Lengths of time as people say them. Working time knows no days: a day has the hours of its calendar."""

from __future__ import annotations

from django.utils.translation import gettext as _


def said(minutes: int) -> str:
    """90 as "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
