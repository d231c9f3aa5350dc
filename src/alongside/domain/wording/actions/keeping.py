"""The company keeps its list: a wording is entered, changed, switched off (CHN-8).

A pack adds what is missing and leaves alone what is there, so nothing is deleted: one that is off stays off.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Node
from alongside.domain.wording import events
from alongside.domain.wording.models import ForbiddenWording
from alongside.domain.wording.permissions import KEEP_WORDING
from alongside.domain.wording.rules import check_variants
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

CHANGEABLE = frozenset({"name", "variants", "exceptions", "why", "instead", "severity", "is_active"})
MOST_CHARACTERS = 300


@transaction.atomic
def write_wording(
    *, code: str, node: Node | None = None, by: Actor, now: datetime, **written: Any
) -> ForbiddenWording:
    """A new one, for a node and below or for the whole house. `written`: what CHANGEABLE names."""
    _require(by, node)
    code = code.strip().lower()
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", code):
        raise Refused(_("The code is small letters, digits, underscore and hyphen."), field="code")
    if ForbiddenWording.objects.filter(code=code).exists():
        raise Refused(_("The list has this code already."), field="code")
    wording = ForbiddenWording(code=code, node=node, position=1000)
    _fill(wording, written)
    wording.save()
    _record(events.WORDING_WRITTEN, wording, by=by, now=now)
    return wording


@transaction.atomic
def change_wording(
    wording: ForbiddenWording, *, by: Actor, now: datetime, seen: int | None = None, **written: Any
) -> ForbiddenWording:
    """Change what CHANGEABLE names. What was written before stays as it was judged then."""
    _require(by, wording.node)
    wording = lock(wording, seen=seen)
    _fill(wording, written)
    wording.version += 1
    wording.save()
    _record(events.WORDING_CHANGED, wording, by=by, now=now)
    return wording


def _require(by: Actor, node: Node | None) -> None:
    """What holds everywhere is kept by who keeps the list at the top."""
    by.require(KEEP_WORDING, on=node or Node.objects.filter(parent__isnull=True).first())


def _fill(wording: ForbiddenWording, written: Mapping[str, Any]) -> None:
    if unknown := set(written) - CHANGEABLE:
        raise ValueError(f"a wording has no {sorted(unknown)}")
    for name, value in written.items():
        setattr(wording, name, value.replace("\x00", "").strip() if isinstance(value, str) else value)
    wording.variants = check_variants(wording.variants, field="variants")
    for name in ("name", "why", "instead"):
        texts: Mapping[str, str] = getattr(wording, name)
        if name != "instead" and not any(texts.values()):
            raise Refused(_("Say it; whoever writes reads it."), field=f"{name}_zh")
        if any(len(text) > MOST_CHARACTERS for text in texts.values()):
            raise Refused(_("At most %(n)s characters.") % {"n": MOST_CHARACTERS}, field=f"{name}_zh")
    if wording.severity not in ForbiddenWording.Severity.values:
        raise Refused(_("Say how strictly."), field="severity")


def _record(event: Any, wording: ForbiddenWording, *, by: Actor, now: datetime) -> None:
    facts = {"code": wording.code, "severity": wording.severity, "is_active": wording.is_active}
    journal.record(event, about=wording, by=by, at=now, facts=facts)
