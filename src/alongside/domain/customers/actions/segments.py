"""Named conditions over customers, kept for lists to use (CUS-4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.models import Segment
from alongside.domain.customers.permissions import KEEP_SEGMENTS
from alongside.domain.customers.queries.segments import Condition, checked
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused


@transaction.atomic
def save_segment(
    *,
    node: Node,
    name: str,
    is_any: bool,
    conditions: Iterable[Condition],
    by: Actor,
    now: datetime,
    segment: Segment | None = None,
    seen: int | None = None,
) -> Segment:
    """A new segment at a node, or other words and conditions for one that is there."""
    by.require(KEEP_SEGMENTS, on=segment or node)
    by.require(KEEP_SEGMENTS, on=Segment(node=node))
    name = " ".join(name.split())
    if not name or len(name) > 60:
        raise Refused(_("A segment has a name of at most 60 characters."), field="name")
    kept = (
        lock(segment, seen=seen)
        if segment
        else Segment(made_by_id=by.id if by.kind == "staff" else None, version=0)
    )
    if Segment.objects.filter(node=node, name=name).exclude(pk=kept.pk).exists():
        raise Refused(_("There is a segment of this name here already."), field="name")
    kept.node, kept.name, kept.is_any, kept.changed_at = node, name, is_any, now
    kept.conditions = [list(one) for one in checked(conditions)]
    kept.version += 1
    kept.save()
    journal.record(events.SEGMENT_SAVED, about=kept, by=by, at=now)
    return kept


@transaction.atomic
def remove_segment(segment: Segment, *, by: Actor, now: datetime) -> None:
    """It is no longer used; nobody is lost by it."""
    by.require(KEEP_SEGMENTS, on=segment)
    journal.record(events.SEGMENT_REMOVED, about=segment, by=by, at=now)
    segment.delete()
