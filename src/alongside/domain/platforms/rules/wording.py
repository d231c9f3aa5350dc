"""The words of a card: as in the desk, without anything of a person. The page behind the link tells the rest (INF-1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alongside.domain.work.rules import notice_sentence
from alongside.kernel.events import event_of

NUMBER = re.compile(r"[A-Z0-9][A-Z0-9./-]{2,39}")
CODE = re.compile(r"[A-Za-z0-9_.:+-]{1,40}")


def number_in(label: str) -> str:
    """The label when it is a number or a code; a title somebody wrote may name a customer, and stays in the desk."""
    return label if NUMBER.fullmatch(label) and any(one.isdigit() for one in label) else ""


def title_of(kind: str, facts: Mapping[str, Any]) -> str:
    """The notice's sentence in the present language; of the facts only numbers, codes and times are told."""
    known = notice_sentence(kind, {name: _masked(value) for name, value in facts.items()})
    event = event_of(kind)
    return event.name if known == kind and event is not None else known


def urgent(title: str) -> str:
    return _("[Urgent] %(title)s") % {"title": title}


def words_of(*, case_number: str, label: str, at: datetime) -> str:
    """Which thing, and when. `at` in the reader's time."""
    about = _("Case %(number)s") % {"number": case_number} if case_number else number_in(label)
    return "\n".join(one for one in (about, f"{at:%Y-%m-%d %H:%M}") if one)


def _masked(value: Any) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return value
    text = str(value)
    is_phone = text.isdecimal() and len(text) >= 11
    return text if CODE.fullmatch(text) and not is_phone else "…"
