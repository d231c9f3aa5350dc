"""Authorities and the forms of their answers, kept by the company (CAS-18). A pack adds what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.models import Authority
from alongside.domain.cases.permissions import CHANGE_CATALOGUE
from alongside.domain.cases.rules.boxes import SOURCES, numbered
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.own_rows import check_texts, filled, new_code
from alongside.kernel.refusals import Refused

CHANGEABLE = frozenset({"name", "heading", "days", "parts", "position", "is_active"})
MOST_DAYS, MOST_BOXES, LABEL_CHARACTERS = 365, 12, 80


@transaction.atomic
def add_authority(*, code: str, by: Actor, now: datetime, **given: Any) -> Authority:
    """One that may be chosen from now on. `given`: what CHANGEABLE names; its code never changes."""
    by.require(CHANGE_CATALOGUE)
    authority = Authority(code=new_code(code, Authority))
    filled(authority, given, CHANGEABLE)
    return _kept(authority, by=by, now=now)


@transaction.atomic
def change_authority(
    authority: Authority, *, by: Actor, now: datetime, seen: int | None = None, **given: Any
) -> Authority:
    """Change what CHANGEABLE names. What was answered keeps the form in which it was; off, cases keep their numbers."""
    by.require(CHANGE_CATALOGUE)
    authority = lock(authority, seen=seen)
    if "parts" in given:
        given["parts"] = numbered(given["parts"])
    if changed := filled(authority, given, CHANGEABLE):
        authority.version += 1
        _kept(authority, by=by, now=now, fields=changed)
    return authority


def _kept(authority: Authority, *, by: Actor, now: datetime, **facts: Any) -> Authority:
    check_texts(authority.name, field="name_zh")
    check_texts(authority.heading, field="heading_zh")
    if not 1 <= authority.days <= MOST_DAYS:
        raise Refused(_("They give at least a day and at most a year."), field="days")
    _check_boxes(authority.parts)
    authority.parts = numbered(authority.parts)
    authority.save()
    facts = {"code": authority.code, "version": authority.version, **facts}
    journal.record(events.AUTHORITY_CHANGED, about=authority, by=by, at=now, facts=facts)
    return authority


def _check_boxes(parts: Sequence[Mapping[str, Any]]) -> None:
    if not 1 <= len(parts) <= MOST_BOXES:
        raise Refused(
            _("Their form has one box at least, and at most %(n)s.") % {"n": MOST_BOXES}, field="boxes"
        )
    for one in parts:
        check_texts(one["label"], field="boxes")
        if any(len(text) > LABEL_CHARACTERS for text in one["label"].values()):
            raise Refused(_("At most %(n)s characters.") % {"n": LABEL_CHARACTERS}, field="boxes")
        if one.get("source", "") not in dict(SOURCES):
            raise Refused(_("This choice does not exist."), field="boxes")
