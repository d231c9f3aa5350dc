"""Legal matters to read: lists, days to come, what they ask for and what they cost (CAS-17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case as When
from django.db.models import F, Min, Q, QuerySet, Sum
from django.db.models import When as Then
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Case, LegalClaim, LegalDate, LegalMatter, LossEntry
from alongside.domain.cases.states import LEGAL_ENDED
from alongside.domain.work.hooks import Told, WaitingKind
from alongside.kernel.actor import Actor

NOTHING = Decimal("0.00")
_ENDED = ", ".join(f"'{one}'" for one in sorted(LEGAL_ENDED))
_WAITS = f"""
    SELECT 1 FROM cases_legaldate d JOIN cases_legalmatter m ON m.id = d.matter_id
     WHERE m.in_charge_id = %(me)s AND d.done_at IS NULL AND m.state NOT IN ({_ENDED})
"""


@dataclass(frozen=True)
class Cost:
    """What a matter cost, in yuan: the confirmed lines of the ledger with their reversals, and what still waits."""

    counted: Decimal
    waiting: Decimal


def matters_listed(viewer: Actor, *, state: str = "open") -> QuerySet[LegalMatter]:
    """Those that the viewer sees with `next_at`, the nearest day to come first; `state` open, ended or one of its own."""
    found = LegalMatter.objects.visible_to(viewer)
    if state == "open":
        found = found.standing()
    elif state == "ended":
        found = found.filter(state__in=sorted(LEGAL_ENDED))
    elif state:
        found = found.filter(state=state)
    nearest = Min("dates__at", filter=Q(dates__done_at__isnull=True))
    return (
        found.annotate(next_at=nearest)
        .select_related("node", "in_charge")
        .order_by(F("next_at").asc(nulls_last=True), "-opened_at", "-id")
    )


def matters_of(case: Case, viewer: Actor) -> list[LegalMatter]:
    """The matters that came from a case, as far as the viewer sees them."""
    return list(LegalMatter.objects.visible_to(viewer).filter(tied__case=case).select_related("in_charge"))


def costs_of(matters: Iterable[LegalMatter]) -> dict[int, Cost]:
    """{matter: its cost} by the ledger's own lines; one query."""
    ids = [one.pk for one in matters]
    of = When(
        Then(legal__matter__isnull=False, then=F("legal__matter")), default=F("reverses__legal__matter")
    )
    lines = LossEntry.objects.annotate(of_matter=of).filter(of_matter__in=ids).order_by()
    sums = lines.values("of_matter", "state").annotate(sum=Sum("amount"))
    found = {(one["of_matter"], one["state"]): one["sum"] for one in sums}
    State = LossEntry.State
    return {
        pk: Cost(found.get((pk, State.CONFIRMED), NOTHING), found.get((pk, State.ENTERED), NOTHING))
        for pk in ids
    }


def cost_lines(matter: LegalMatter) -> list[LossEntry]:
    """The lines of the ledger behind the sum, reversals among them, by day."""
    lines = LossEntry.objects.filter(Q(legal__matter=matter) | Q(reverses__legal__matter=matter))
    return list(lines.select_related("case", "entered_by").order_by("on", "id"))


def claimed(claims: Iterable[LegalClaim]) -> tuple[Decimal, Decimal]:
    """What the other side asks of us, and what we ask of them."""
    theirs, ours = NOTHING, NOTHING
    for one in claims:
        if one.is_ours:
            ours += one.amount or NOTHING
        else:
            theirs += one.amount or NOTHING
    return theirs, ours


def _waiting(person: Actor, now: datetime) -> QuerySet[Any]:
    standing = LegalMatter.objects.filter(in_charge_id=person.id).standing()
    return LegalDate.objects.filter(matter__in=standing, done_at__isnull=True).select_related("matter")


def _told(day: LegalDate) -> Told:
    words = f"{day.get_kind_display()} · {day.matter.title}"
    body = [day.matter.body_name] if day.matter.body_name else []
    return Told(words, [day.matter.number, *body], day.matter.number)


WaitingKind(
    "legal_date", _("Day of a legal matter"), "gavel", _waiting, "at", _told, _WAITS,
    lambda rows, viewer: rows.filter(matter__in=LegalMatter.objects.visible_to(viewer)),
)  # fmt: skip
