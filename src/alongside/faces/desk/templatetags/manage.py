"""What the pages of management draw: numbers that open into their cases, and lengths of time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from alongside.faces.desk.case_links import case_at, cases_at, cases_with, may_list_cases
from alongside.faces.ui.templatetags.ui import NOTHING

register = template.Library()

register.simple_tag(case_at, name="case_url")


@register.simple_tag
def counted(number: Any, url: str = "", tone: str = "") -> SafeString:
    """`{% counted load.late url "late" %}`: a number that opens its cases; nought stays quiet and leads nowhere."""
    if not number:
        return format_html('<span class="faint">{}</span>', number)
    if not url:
        return format_html('<span class="{}">{}</span>', tone, number)
    return format_html('<a class="counted {}" href="{}">{}</a>', tone, url, number)


@register.simple_tag
def counted_cases(number: int, tone: str = "", **conditions: Any) -> SafeString:
    """`{% counted_cases load.late "late" owner=load.staff_id due="late" %}`: as `counted`, by conditions."""
    return counted(number, cases_with(**conditions), tone)


@register.filter
def at(mapping: dict[Any, Any], key: Any) -> Any:
    """`{{ counts|at:one.pk }}`: what stands under a key, or nothing."""
    return mapping.get(key)


@register.simple_tag
def lasting(length: timedelta | None) -> SafeString:
    """`{% lasting figures.median %}`: a length of time in its two largest units."""
    if length is None:
        return NOTHING
    minutes = round(length.total_seconds() / 60)
    days, rest = divmod(minutes, 1440)
    hours, minutes = divmod(rest, 60)
    if days:
        said = gettext("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    elif hours:
        said = gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    else:
        said = gettext("%(minutes)s min") % {"minutes": minutes}
    return format_html('<span class="num">{}</span>', said)


@register.simple_tag
def cases_url(**conditions: Any) -> str:
    """`{% cases_url owner=load.staff_id open=True %}`: the address alone."""
    return cases_with(**conditions)


@register.simple_tag(takes_context=True)
def counted_line(context: dict[str, Any], line: Any, tone: str = "", said: Any = None) -> SafeString:
    """`{% counted_line figures.reopened %}`: a number that opens the cases it counts, for who may see cases.

    `said` stands in place of the line's count: an amount, a mean.
    """
    url = cases_at(line.conditions) if may_list_cases(context["viewer"]) else ""
    return counted(line.count if said is None else said, url, tone)


@register.simple_tag(takes_context=True)
def counted_rows(context: dict[str, Any], lines: list[Any], total: int) -> SafeString:
    """`{% counted_rows table.shown table.total %}`: a row for each line with its share of the total."""
    if not lines:
        return format_html('<tr><td class="faint">{}</td></tr>', gettext("None in this month."))
    is_linked = may_list_cases(context["viewer"])
    return format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="num">{}</td><td class="num faint">{}</td></tr>',
        (
            (
                one.label,
                counted(one.count, cases_at(one.conditions) if is_linked else ""),
                share(one.count, total),
            )
            for one in lines
        ),
    )


@register.simple_tag
def share(part: int, whole: int) -> str:
    """`{% share line.count table.total %}`: as per cent; nothing of nothing is nothing."""
    return f"{part / whole:.0%}" if whole and part else ""
