"""The location catalogue: room → component → part, shared by everything that finds faults (EST-3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.estates import events
from alongside.domain.estates.models import Location
from alongside.domain.estates.permissions import CHANGE_LOCATIONS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

CHANGEABLE = frozenset({"name", "icon", "position", "is_active"})


@transaction.atomic
def add_location(
    *,
    code: str,
    name: Mapping[str, str],
    by: Actor,
    now: datetime,
    parent: Location | None = None,
    icon: str = "",
    is_public: bool = False,
    position: int = 0,
) -> Location:
    """A row below `parent`; its code is the parent's, a slash and its own. It never changes: faults count by it."""
    by.require(CHANGE_LOCATIONS)
    code = code.strip().lower()
    if not re.fullmatch(r"[a-z0-9_]+", code):
        raise Refused(_("The code is small letters, digits and underscore."), field="code")
    _check_named(name)
    code = f"{parent.code}/{code}" if parent else code
    if Location.objects.filter(code=code).exists():
        raise Refused(_("The catalogue has this code already."), field="code")
    location = Location.objects.create(
        parent=parent,
        code=code,
        name=dict(name),
        icon=icon,
        is_public=parent.is_public if parent else is_public,
        position=position,
    )
    journal.record(events.LOCATION_CHANGED, about=location, by=by, at=now, facts={"code": code})
    return location


@transaction.atomic
def change_location(location: Location, *, by: Actor, now: datetime, **changes: Any) -> Location:
    """Change name, icon, position, is_active. What was found there before stays counted there."""
    by.require(CHANGE_LOCATIONS)
    if unknown := set(changes) - CHANGEABLE:
        raise ValueError(f"a location has no changeable {sorted(unknown)}")
    location = Location.objects.select_for_update(no_key=True).get(pk=location.pk)
    if "name" in changes:
        _check_named(changes["name"])
    changed = [name for name, value in changes.items() if getattr(location, name) != value]
    if not changed:
        return location
    for name in changed:
        setattr(location, name, changes[name])
    location.save(update_fields=changed)
    facts = {"code": location.code, "fields": sorted(changed)}
    journal.record(events.LOCATION_CHANGED, about=location, by=by, at=now, facts=facts)
    return location


def _check_named(name: Mapping[str, str]) -> None:
    if not any(text.strip() for text in name.values()):
        raise Refused(_("A name is needed."), field="name")
