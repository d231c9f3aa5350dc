"""Names that are data: one text a language, typed in 简体 and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class LocalNameForm(forms.Form):
    """The name in Chinese, which must be there, and in English, which may."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=80, required=False)


def typed_name(data: Mapping[str, Any], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """What was typed as a name. The 繁體 text stays as long as the 简体 one does."""
    before = dict(before or {})
    kept = before if before.get("zh-hans") == data["name_zh"] else {}
    typed = {"zh-hans": data["name_zh"], "en": data["name_en"]}
    return {language: text for language, text in (kept | typed).items() if text}


def as_typed(name: Mapping[str, str]) -> dict[str, str]:
    """The stored name as the form's first values."""
    return {"name_zh": name.get("zh-hans", ""), "name_en": name.get("en", "")}
