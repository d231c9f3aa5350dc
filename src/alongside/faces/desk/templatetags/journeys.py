"""What is written in a journey, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

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
