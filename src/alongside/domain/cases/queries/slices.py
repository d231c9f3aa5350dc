"""The cases behind a figure: each slice as a condition on cases (CAS-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.db.models.lookups import Exact

from alongside.domain.cases.models import CaseQuerySet, Deadline, LiabilityFinding, LossEntry, Pause, Transfer
from alongside.domain.cases.rules.figures import NONE, read_loss, read_slice
from alongside.domain.organisation.models import Node

_MOMENTS = {
    "acknowledge": "acknowledged_at",
    "answer": "answered_at",
    "resolve": "resolved_at",
    "close": "closed_at",
}


def within_slice(
    text: str,
    *,
    node_id: int | None,
    zone: ZoneInfo,
    span: Callable[[], CaseQuerySet],
    now: datetime | None = None,
) -> Q:
    """What the cases of a slice have in common. `span` gives the cases, visible to the viewer, of the same node,
    kind and days, for a slice that depends on the others in it; `now` is for one that reckons from the present."""
    asked = read_slice(text)
    value = asked.value
    match asked.dimension:
        case "own":
            return Q(node_id=node_id)
        case "branch":
            path = Node.objects.filter(pk=int(value)).values_list("path", flat=True).first()
            return Q(node__path__startswith=path) if path else Q(pk__in=[])
        case "uncategorised":
            return Q(category__isnull=True)
        case "cause":
            return _cause(value)
        case "hour":
            return Q(Exact(ExtractHour("opened_at", tzinfo=zone), int(value)))
        case "weekday":
            return Q(Exact(ExtractIsoWeekDay("opened_at", tzinfo=zone), int(value)))
        case "repeat":
            several = (
                span().order_by().values("customer").annotate(n=Count("id", distinct=True)).filter(n__gt=1)
            )
            return Q(customer__in=several.filter(customer__isnull=False).values("customer"))
        case "transferred":
            return Q(transfer_count__gt=0)
        case "escalated":
            owed = Deadline.objects.filter(met_at__isnull=True, cancelled_at__isnull=True)
            return Q(Exists(owed.filter(case=OuterRef("pk"), escalation_level__gt=0)))
        case "waiting_over":
            return _waiting_over(int(value), now)
        case "wandering":
            return Q(transfer_count__gte=2)
        case "offered":
            return Q(Exists(Transfer.objects.filter(case=OuterRef("pk"), state=Transfer.State.OFFERED)))
        case "reached" if value in _MOMENTS:
            return Q(**{f"{_MOMENTS[value]}__isnull": False})
        case "reached":
            return _deadline(value)
        case "on_time":
            return _deadline(value, met_at__lte=F("due_at"))
        case "late":
            return _deadline(value, met_at__gt=F("due_at"))
        case "loss":
            return _loss(value, node_id)
    raise ValueError(text)


def _waiting_over(days: int, now: datetime | None) -> Q:
    if now is None:
        raise ValueError("how long a case has waited needs the time")
    running = Pause.objects.filter(case=OuterRef("pk"), until_at__isnull=True)
    return Q(Exists(running.filter(from_at__lt=now - timedelta(days=days))), is_waiting_for_customer=True)


def _cause(value: str) -> Q:
    standing = LiabilityFinding.objects.standing().filter(case=OuterRef("pk"))
    return ~Q(Exists(standing)) if value == NONE else Q(Exists(standing.filter(cause=value)))


def _deadline(milestone: str, **more: object) -> Q:
    met = Deadline.objects.filter(case=OuterRef("pk"), milestone=milestone, met_at__isnull=False, **more)
    return Q(Exists(met))


def _loss(value: str, node_id: int | None) -> Q:
    since, until, by, which = read_loss(value)
    lines = LossEntry.objects.counted().filter(case=OuterRef("pk"), on__range=(since, until))
    groups = {
        "indirect": Q(kind=LossEntry.Kind.INDIRECT),
        "recovery": Q(kind=LossEntry.Kind.RECOVERY),
        "direct": ~Q(kind__in=[LossEntry.Kind.INDIRECT, LossEntry.Kind.RECOVERY]),
    }
    if by == "kind":
        lines = lines.filter(kind=which)
    elif by == "cause":
        lines = lines.filter(cause="" if which == NONE else which)
    elif by == "own":
        lines = lines.filter(node_id=node_id)
    elif by == "group":
        lines = lines.filter(groups[which])
    return Q(Exists(lines))
