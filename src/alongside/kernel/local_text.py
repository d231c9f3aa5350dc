"""Texts that are data: category names, role sentences, wording. One JSON object, a text per language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

LANGUAGES = ("zh-hans", "en", "zh-hant")


def pick(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """The text in the reader's language, else 简体, else whatever is there."""
    if not texts:
        return ""
    wanted = (language or get_language() or "zh-hans").lower()
    return texts.get(wanted) or texts.get("zh-hans") or next(iter(texts.values()), "")
