"""Who is concerned by a liability finding, who stands above whom; what the loss ledger adds up to (CAS-8, CAS-9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Q, Sum
from django.db.models.functions import TruncMonth

from alongside.domain.cases.models import LiabilityFinding, LossEntry
from alongside.domain.cases.rules.liability import Standing
from alongside.domain.organisation.models import Appointment, Node
from alongside.domain.work.models import Approval
from alongside.kernel.actor import Actor
from alongside.kernel.permission import Permission

HEADS_FROM_RANK = 2  # a supervisor or above can head a department
NOTHING = Decimal("0.00")


def standing_of(staff_id: int, node: Node, permission: Permission, *, at: datetime) -> Standing | None:
    """The highest standing by which somebody held a permission at a node then; None if they did not hold it."""
    held = list(
        Appointment.objects.filter(
            Q(until_at__isnull=True) | Q(until_at__gt=at),
            staff_id=staff_id,
            from_at__lte=at,
            node_id__in=node.ancestor_ids,
            role__permissions__contains=[permission.code],
        ).values_list("role__escalation_rank", "node_id")
    )
    if not held:
        return None
    return Standing(
        rank=max(rank for rank, _ in held), depth=min(node.ancestor_ids.index(one) for _, one in held)
    )


def is_concerned(finding: LiabilityFinding, staff_id: int, *, now: datetime) -> bool:
    """Whether they have a share, or head a department that has one or that a person with a share works in."""
    shares = list(finding.shares.all())
    persons = {share.staff_id for share in shares if share.staff_id}
    if staff_id in persons:
        return True
    departments = {share.department_id for share in shares if share.department_id}
    departments |= set(
        Appointment.objects.active(now)
        .filter(staff_id__in=persons, department__isnull=False)
        .values_list("department_id", flat=True)
    )
    return any(staff_id in heads_of(one, now=now) for one in departments)


def heads_of(department_id: int, *, now: datetime) -> set[int]:
    """The staff with the highest rank in a department; nobody, where no one there is a supervisor or above."""
    there = Appointment.objects.active(now).filter(department_id=department_id)
    top = there.aggregate(top=Max("role__escalation_rank"))["top"]
    if top is None or top < HEADS_FROM_RANK:
        return set()
    return set(there.filter(role__escalation_rank=top).values_list("staff_id", flat=True))


def question_of(entry: LossEntry) -> Approval | None:
    """The open question for the yes of an entry; None where nobody is asked."""
    return Approval.objects.filter(about_kind="lossentry", about_id=entry.pk, state="asked").first()


@dataclass(frozen=True)
class LossTotals:
    """Confirmed amounts in yuan to the cent. `recovered` is negative or nil; `total` is the sum of the three."""

    direct: Decimal
    indirect: Decimal
    recovered: Decimal
    waiting_count: int
    waiting_amount: Decimal
    by_kind: dict[str, Decimal]
    by_cause: dict[str, Decimal]
    by_month: dict[date, Decimal]
    by_branch: dict[int, Decimal]

    @property
    def total(self) -> Decimal:
        return self.direct + self.indirect + self.recovered


def loss_totals(
    viewer: Actor, node: Node, *, since: date | None = None, until: date | None = None
) -> LossTotals:
    """What the ledger adds up to for a node with all below it, both days included (CAS-9).

    Branches are the nodes right below `node`; its own entries stand under its own id.
    """
    rows = LossEntry.objects.visible_to(viewer).filter(node__path__startswith=node.path)
    if since:
        rows = rows.filter(on__gte=since)
    if until:
        rows = rows.filter(on__lte=until)
    by_kind: dict[str, Decimal] = {}
    by_cause: dict[str, Decimal] = {}
    by_month: dict[date, Decimal] = {}
    by_branch: dict[int, Decimal] = {}
    level = len(node.ancestor_ids)
    groups = (
        rows.counted()
        .annotate(month=TruncMonth("on"))
        .values_list("kind", "cause", "month", "node__path")
        .annotate(amount=Sum("amount"))
        .order_by()
    )
    for kind, cause, month, path, amount in groups:
        ids = [int(one) for one in path.split("/") if one]
        branch = ids[level] if len(ids) > level else node.pk
        slices: tuple[tuple[dict[Any, Decimal], Any], ...] = (
            (by_kind, kind),
            (by_cause, cause),
            (by_month, month),
            (by_branch, branch),
        )
        for table, key in slices:
            table[key] = table.get(key, NOTHING) + amount
    waiting = list(rows.filter(state=LossEntry.State.ENTERED).values_list("amount", flat=True))
    indirect = by_kind.get(LossEntry.Kind.INDIRECT, NOTHING)
    recovered = by_kind.get(LossEntry.Kind.RECOVERY, NOTHING)
    return LossTotals(
        direct=sum(by_kind.values(), NOTHING) - indirect - recovered,
        indirect=indirect,
        recovered=recovered,
        waiting_count=len(waiting),
        waiting_amount=sum(waiting, NOTHING),
        by_kind=by_kind,
        by_cause=by_cause,
        by_month=by_month,
        by_branch=by_branch,
    )
