"""Who a batch is for, worked out when it is asked (JRN-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.domain.appointments.models import Batch, Invitation
from alongside.domain.appointments.permissions import SEE_BATCHES
from alongside.domain.customers.models import Segment, UnitRelation
from alongside.domain.customers.queries.segments import customers_in
from alongside.kernel.actor import Actor

SHOWN = 12


def audience_of(batch: Batch, viewer: Actor, *, now: datetime) -> QuerySet[UnitRelation]:
    """The people of the homes that are meant, as far as the viewer reaches; a person once for each role.

    A segment that is gone means nobody, rather than everybody.
    """
    whom, node = batch.whom, batch.node
    on = now.astimezone(ZoneInfo(node.zone)).date()
    found = UnitRelation.objects.current(on).filter(
        role__in=whom.roles, customer__erased_at__isnull=True, customer__merged_into__isnull=True
    )
    found = viewer.limit(found, SEE_BATCHES)
    if batch.estate_id:
        found = found.filter(unit__estate_id=batch.estate_id)
    else:
        found = found.filter(unit__node__path__startswith=node.path)
    if whom.buildings or whom.phases:
        found = found.filter(Q(unit__building__in=whom.buildings) | Q(unit__building__phase__in=whom.phases))
    if whom.handed_over_from:
        found = found.filter(unit__handed_over_on__gte=whom.handed_over_from)
    if whom.handed_over_until:
        found = found.filter(unit__handed_over_on__lte=whom.handed_over_until)
    if whom.segment is not None:
        segment = Segment.objects.filter(pk=whom.segment).first()
        if segment is None:
            return found.none()
        found = found.filter(customer__in=customers_in(segment, viewer, now=now))
    return found


def not_invited(found: QuerySet[UnitRelation], batch: Batch) -> QuerySet[UnitRelation]:
    """Without those who have an invitation to the batch, whatever they answered."""
    theirs = Invitation.objects.filter(batch=batch, customer=OuterRef("customer"), unit=OuterRef("unit"))
    return found.exclude(Exists(theirs))


@dataclass(frozen=True)
class Preview:
    """Whom an invitation would reach: how many people with how many homes, how many of them anew,
    and some."""

    people: int
    homes: int
    new: int
    some: list[UnitRelation]


def preview(batch: Batch, viewer: Actor, *, now: datetime) -> Preview:
    """Before anybody is told. `batch` may be unsaved."""
    found = audience_of(batch, viewer, now=now)
    people = _pairs(found)
    some = found.select_related("customer", "unit__estate").order_by("unit__label", "customer_id", "pk")
    return Preview(
        people=people,
        homes=found.order_by().values("unit_id").distinct().count(),
        new=_pairs(not_invited(found, batch)) if batch.pk else people,
        some=list(some[:SHOWN]),
    )


def _pairs(found: QuerySet[UnitRelation]) -> int:
    return found.order_by().values("unit_id", "customer_id").distinct().count()
