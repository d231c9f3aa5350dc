"""Writing a bulletin, and a corrected version of one that is out (JRN-6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.bulletins import events
from alongside.domain.bulletins.actions.picturing import photos_go, take_photos_along
from alongside.domain.bulletins.models import Bulletin
from alongside.domain.bulletins.permissions import PUBLISH_BULLETINS, WRITE_BULLETINS
from alongside.domain.bulletins.queries import today_at
from alongside.domain.bulletins.rules import check_draft
from alongside.domain.estates.models import Building, Estate, Phase
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

WRITTEN = frozenset(
    {"title", "words", "why", "meaning", "topic", "percent", "milestone", "as_of_on", "acknowledge_by_on"}
)


@transaction.atomic
def write_bulletin(
    estate: Estate,
    *,
    kind: str,
    by: Actor,
    now: datetime,
    phase: Phase | None = None,
    buildings: Iterable[Building] = (),
    as_of_on: date | None = None,
    **written: Any,
) -> Bulletin:
    """A draft about some buildings, else a phase, else the whole estate. `written`: what WRITTEN names."""
    by.require(WRITE_BULLETINS, on=estate)
    if kind not in Bulletin.Kind.values:
        raise Refused(_("Say what kind of bulletin it is."), field="kind")
    today = today_at(estate.node, now)
    bulletin = Bulletin(
        node_id=estate.node_id,
        estate=estate,
        kind=kind,
        as_of_on=as_of_on or today,
        created_at=now,
        written_by_id=by.id if by.kind == "staff" else None,
    )
    _fill(bulletin, written)
    check_draft(bulletin, today=today)
    chosen = _aim(bulletin, phase, buildings)
    bulletin.save()
    bulletin.buildings.set(chosen)
    journal.record(events.BULLETIN_WRITTEN, about=bulletin, by=by, at=now, facts={"kind": kind})
    return bulletin


@transaction.atomic
def change_bulletin(
    bulletin: Bulletin,
    *,
    by: Actor,
    now: datetime,
    seen: int | None = None,
    phase: Phase | None = None,
    buildings: Iterable[Building] = (),
    **written: Any,
) -> Bulletin:
    """Write the draft anew. What is out is corrected, never changed."""
    by.require(WRITE_BULLETINS, on=bulletin)
    bulletin = lock(bulletin, seen=seen)
    check_is_draft(bulletin)
    _fill(bulletin, written)
    check_draft(bulletin, today=today_at(bulletin.node, now))
    chosen = _aim(bulletin, phase, buildings)
    bulletin.version += 1
    bulletin.save()
    bulletin.buildings.set(chosen)
    journal.record(events.BULLETIN_CHANGED, about=bulletin, by=by, at=now)
    return bulletin


@transaction.atomic
def discard_bulletin(bulletin: Bulletin, *, by: Actor, now: datetime, seen: int | None = None) -> None:
    """Throw a draft away, with the pictures that nothing else shows."""
    by.require(WRITE_BULLETINS, on=bulletin)
    bulletin = lock(bulletin, seen=seen)
    check_is_draft(bulletin)
    journal.record(events.BULLETIN_DISCARDED, about=bulletin, by=by, at=now)
    photos_go(bulletin.photos.all())
    bulletin.delete()


@transaction.atomic
def correct_bulletin(bulletin: Bulletin, *, by: Actor, now: datetime) -> Bulletin:
    """A draft of the next version; the one that is there already when somebody has begun it."""
    by.require(PUBLISH_BULLETINS, on=bulletin)
    bulletin = lock(bulletin)
    begun = Bulletin.objects.filter(replaces=bulletin).first()
    if begun is not None:
        return begun
    if bulletin.state != "published":
        raise Refused(_("Only what stands published is corrected."), facts={"state": bulletin.state})
    draft = Bulletin(
        node_id=bulletin.node_id,
        estate_id=bulletin.estate_id,
        scope=bulletin.scope,
        phase_id=bulletin.phase_id,
        kind=bulletin.kind,
        replaces=bulletin,
        number=bulletin.number + 1,
        created_at=now,
        written_by_id=by.id if by.kind == "staff" else None,
        **{name: getattr(bulletin, name) for name in WRITTEN},
    )
    draft.save()
    draft.buildings.set(bulletin.buildings.all())
    take_photos_along(bulletin, draft)
    facts = {"kind": draft.kind, "replaces": bulletin.pk}
    journal.record(events.BULLETIN_WRITTEN, about=draft, by=by, at=now, facts=facts)
    return draft


def check_is_draft(bulletin: Bulletin) -> None:
    if bulletin.state != "draft":
        raise Refused(
            _("It is published and stays as it is. Write a corrected version."),
            facts={"state": bulletin.state},
        )


def _fill(bulletin: Bulletin, written: dict[str, Any]) -> None:
    if unknown := set(written) - WRITTEN:
        raise ValueError(f"a bulletin has no {sorted(unknown)}")
    for name, value in written.items():
        setattr(bulletin, name, value.replace("\x00", "").strip() if isinstance(value, str) else value)
    if not bulletin.is_change:
        bulletin.why = bulletin.meaning = bulletin.topic = ""
        bulletin.acknowledge_by_on = None
    else:
        bulletin.percent, bulletin.milestone = None, ""


def _aim(bulletin: Bulletin, phase: Phase | None, buildings: Iterable[Building]) -> list[Building]:
    """Say whom it is about; the buildings that were chosen one by one."""
    chosen = list(buildings)
    if any(one.estate_id != bulletin.estate_id for one in chosen):
        raise Refused(_("This belongs to another estate."), field="buildings")
    if phase is not None and phase.estate_id != bulletin.estate_id:
        raise Refused(_("This belongs to another estate."), field="phase")
    bulletin.phase = None if chosen else phase
    bulletin.scope = (
        Bulletin.Scope.BUILDINGS if chosen else Bulletin.Scope.PHASE if phase else Bulletin.Scope.ESTATE
    )
    return chosen
