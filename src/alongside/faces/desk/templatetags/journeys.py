"""What is written in a journey, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alongside.domain.journeys.queries.conformance import FATES, STANDINGS
from alongside.faces.desk.journeys import words
from alongside.kernel.local_text import pick

register = template.Library()


@register.simple_tag
def local(texts: Mapping[str, str] | None) -> str:
    """`{% local stage.name %}`: the text in the reader's language."""
    return pick(texts)


@register.filter
def spoken(texts: Mapping[str, Any] | None) -> list[str]:
    """`{% for point in stage.work_points|spoken %}`: the lines in the reader's language."""
    found: Any = pick(texts)
    return list(found or ())


@register.filter
def rule_words(step: Mapping[str, Any]) -> str:
    """`{{ step|rule_words }}`: contract signed, within 24 hours."""
    return words.rule_words(step)


@register.filter
def role_name(code: str, names: Mapping[str, str]) -> str:
    """`{{ step.role|role_name:roles }}`: the position that answers for it."""
    return names.get(code, code)


@register.simple_tag
def fate_label(place: int) -> Any:
    """`{% fate_label forloop.counter0 %}`: the head of that column of fates."""
    return list(FATES.values())[place]


@register.simple_tag
def standing_label(place: int) -> Any:
    """`{% standing_label forloop.counter0 %}`: the head of that column of standings."""
    return list(STANDINGS.values())[place]


@register.simple_tag
def signed_mark(cost: float) -> str:
    """`{% signed_mark found.cost %}`: how much satisfaction was lost, as it is read: −1.2."""
    return f"{'−' if cost > 0 else '+'}{abs(cost):.1f}"


@register.simple_tag
def fate_bar(row: Any) -> SafeString:
    """`{% fate_bar row %}`: what became of the steps of a row, side by side in one bar."""
    due = row.total.count or 1
    parts, at = [], 0.0
    for fate, cell in zip(FATES, row.cells, strict=True):
        wide = cell.count / due * 100
        parts.append((fate, f"{at:.1f}", f"{wide:.1f}"))
        at += wide
    words_of = ", ".join(f"{FATES[fate]} {cell.count}" for fate, cell in zip(FATES, row.cells, strict=True))
    return format_html(
        '<svg class="fate-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        words_of,
        format_html_join("", '<rect class="is-{}" x="{}" width="{}" height="8"></rect>', parts),
    )
