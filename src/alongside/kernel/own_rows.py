"""Rows that packs bring and the company keeps: a code that never changes, and what may be changed (CAS-1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused


def new_code(code: str, model: type[models.Model]) -> str:
    """The code of a row to be added, which no other row has. Raises Refused for the field `code`."""
    code = code.strip().lower()
    if not re.fullmatch(r"[a-z0-9_]{1,40}", code):
        raise Refused(_("The code is small letters, digits and underscore."), field="code")
    if model._base_manager.filter(code=code).exists():
        raise Refused(_("The catalogue has this code already."), field="code")
    return code


def filled(thing: models.Model, given: Mapping[str, Any], changeable: frozenset[str]) -> list[str]:
    """Set what is given, and say what of it changed. ValueError for what may not be changed."""
    if unknown := set(given) - changeable:
        raise ValueError(f"a {type(thing).__name__} has no changeable {sorted(unknown)}")
    changed = sorted(name for name, value in given.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, given[name])
    return changed


def check_texts(texts: Mapping[str, str], *, field: str) -> None:
    """Refused where it is said in no language."""
    if not any(text.strip() for text in texts.values()):
        raise Refused(_("This is needed in one language at least."), field=field)
