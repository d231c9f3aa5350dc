"""Retention: carried out every night by itself, set by set, never what is under legal hold (INF-5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import UnitRelation
from alongside.domain.privacy.events import RETENTION_CHANGED, RETENTION_RUN
from alongside.domain.privacy.models import LegalHold, RetentionRule, RetentionRun
from alongside.domain.privacy.permissions import CHANGE_RETENTION
from alongside.kernel import access_cutting, journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused
from alongside.kernel.retention import Held, RecordKind, record_kinds

MOST_BATCHES = 200  # of a kind in one night
ACCESS_LINES = (
    access_cutting.ACCESS_LINES
)  # the kernel's own kind of record; whoever keeps others declares them
MONTH = timedelta(days=30)
LONGEST_DAYS = 36_500


def carry_out_retention(*, now: datetime) -> list[RetentionRun]:
    """Every active rule, batch by batch, each batch in a transaction of its own; one run a kind is written down."""
    runs = []
    held = held_now()
    rules = {one.kind: one for one in RetentionRule.objects.filter(is_active=True)}
    for kind in record_kinds():
        rule = rules.get(kind.code)
        if rule is not None:
            runs.append(_carry_out(kind, rule, held, now=now))
    return runs


@transaction.atomic
def change_retention_rule(
    rule: RetentionRule, *, days: int, is_active: bool, by: Actor, now: datetime, seen: int | None = None
) -> RetentionRule:
    """Keep it longer or shorter from the next night on."""
    by.require(CHANGE_RETENTION)
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("A period is between one day and a hundred years."), field="days")
    least = next((one.least_days for one in record_kinds() if one.code == rule.kind), 1)
    if days < least:
        raise Refused(
            _("The law wants these records kept for at least %(days)s days.") % {"days": least}, field="days"
        )
    fresh = lock(rule, seen=seen)
    if (fresh.days, fresh.is_active) != (days, is_active):
        fresh.days, fresh.is_active, fresh.version = days, is_active, fresh.version + 1
        fresh.save()
        facts = {"kind": fresh.kind, "days": days, "is_active": is_active}
        journal.record(RETENTION_CHANGED, about=fresh, by=by, at=now, facts=facts)
    return fresh


@dataclass(frozen=True)
class Outlook:
    """A kind, its rule, and how many records go tonight and within a month, as things stand."""

    kind: RecordKind
    rule: RetentionRule
    due_now: int
    due_next_month: int
    last_run: RetentionRun | None


def outlook(*, now: datetime) -> list[Outlook]:
    """What would go: nothing is touched."""
    held = held_now()
    rules = {one.kind: one for one in RetentionRule.objects.all()}
    last = {one.kind: one for one in RetentionRun.objects.order_by("at")}
    rows = []
    for kind in record_kinds():
        rule = rules.get(kind.code)
        if rule is not None:
            before = now - timedelta(days=rule.days)
            due, later = kind.due(before, held), kind.due(before + MONTH, held)
            rows.append(Outlook(kind, rule, due, later, last.get(kind.code)))
    return rows


def held_now() -> Held:
    """Everything that standing holds reach."""
    holds = list(LegalHold.objects.standing().values_list("customer_id", "case_id", "estate_id"))
    customers = {customer for customer, case, _estate in holds if customer and not case}
    estates = {estate for _customer, _case, estate in holds if estate}
    living = UnitRelation.objects.filter(unit__estate__in=estates).values_list("customer_id", flat=True)
    return Held(
        customer_ids=sorted(customers | set(living)),
        case_ids=sorted({case for _customer, case, _estate in holds if case}),
        estate_ids=sorted(estates),
    )


def load_retention(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add the rules that are missing; one that is there belongs to the company."""
    for row in rows:
        RetentionRule.objects.get_or_create(
            kind=row["kind"], defaults={"days": row["days"], "reason": row["reason"]}
        )


def _carry_out(kind: RecordKind, rule: RetentionRule, held: Held, *, now: datetime) -> RetentionRun:
    before, removed, left = now - timedelta(days=rule.days), 0, True
    for _batch in range(MOST_BATCHES):
        count = kind.remove(before, held)
        removed += count
        if not count:
            left = False
            break
    with transaction.atomic():
        run = RetentionRun.objects.create(
            kind=kind.code, at=now, before=before, removed=removed, is_complete=not left
        )
        if removed:
            facts = {"kind": kind.code, "removed": removed}
            journal.record(RETENTION_RUN, about=run, by=SYSTEM, at=now, facts=facts)
    return run
