"""What belongs to a legal matter: claims, documents, days, and what it costs (CAS-17)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.legal.opening import tell
from alongside.domain.cases.actions.losses import enter_loss
from alongside.domain.cases.actions.moving import lock_case
from alongside.domain.cases.models import (
    Case,
    LegalClaim,
    LegalDate,
    LegalLoss,
    LegalMatter,
    LegalPaper,
    LossEntry,
)
from alongside.domain.cases.permissions import HANDLE_LEGAL_MATTERS
from alongside.domain.cases.rules.authority import named
from alongside.domain.cases.rules.legal import check_at, check_text, first_reminder
from alongside.domain.cases.rules.losses import check_amount
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import store_files

MOST_CLAIMS = 100
MOST_DATES = 200


@transaction.atomic
def add_claim(
    matter: LegalMatter, *, is_ours: bool, words: str, by: Actor, now: datetime, amount: Decimal | None = None
) -> LegalClaim:
    """What one side asks for, with its amount in yuan if it is about money."""
    by.require(HANDLE_LEGAL_MATTERS, on=matter)
    staff_id = named(by)
    words = check_text(words, field="words", message=_("Say what is claimed."))
    if amount is not None:
        check_amount(amount)
    matter = _open(matter)
    if matter.claims.count() >= MOST_CLAIMS:
        raise Refused(_("A matter has at most %(n)s claims.") % {"n": MOST_CLAIMS}, field="words")
    claim = LegalClaim.objects.create(
        matter=matter, is_ours=is_ours, words=words, amount=amount, added_by_id=staff_id, added_at=now
    )
    tell(events.LEGAL_CLAIM_ADDED, matter, by=by, now=now, claim=claim.pk)
    return claim


@transaction.atomic
def add_paper(
    matter: LegalMatter, *, kind: str, words: str, by: Actor, now: datetime, files: Sequence[Any] = ()
) -> LegalPaper:
    """Put a piece of evidence or a document to the matter, also after its end. Its files lie sealed (INF-1)."""
    by.require(HANDLE_LEGAL_MATTERS, on=matter)
    staff_id = named(by)
    if kind not in LegalPaper.Kind.values:
        raise Refused(_("Choose what kind of document it is."), field="kind")
    words = check_text(words, field="words", message=_("Say what this shows."))
    matter = lock(matter)
    paper = LegalPaper.objects.create(
        matter=matter, kind=kind, words=words, added_by_id=staff_id, added_at=now, file_count=len(files)
    )
    store_files(files, about=paper, by=by, now=now, is_sealed=True)
    tell(events.LEGAL_PAPER_ADDED, matter, by=by, now=now, paper=paper.pk, kind=kind)
    return paper


@transaction.atomic
def set_date(
    matter: LegalMatter, *, kind: str, at: datetime, by: Actor, now: datetime, words: str = ""
) -> LegalDate:
    """A hearing, or until when something must be done. Who is in charge is reminded a week and a day before."""
    by.require(HANDLE_LEGAL_MATTERS, on=matter)
    if kind not in LegalDate.Kind.values:
        raise Refused(_("Choose whether it is a hearing or a deadline."), field="kind")
    words = check_text(words, field="words", optional=True)
    check_at(at, now=now)
    matter = _open(matter)
    if matter.dates.count() >= MOST_DATES:
        raise Refused(_("A matter has at most %(n)s days.") % {"n": MOST_DATES}, field="at")
    day, is_new = LegalDate.objects.get_or_create(
        matter=matter, kind=kind, at=at, done_at=None, defaults={"words": words, "remind_at": first_reminder(at, now=now)}
    )  # fmt: skip
    if is_new:
        tell(events.LEGAL_DATE_SET, matter, by=by, now=now, date=day.pk, kind=kind, at=at.isoformat())
    return day


@transaction.atomic
def end_date(
    day: LegalDate, *, by: Actor, now: datetime, result: str = "", is_dropped: bool = False
) -> LegalDate:
    """It took place or was done, or (`is_dropped`) did not take place: nobody is reminded of it any more."""
    matter = lock(LegalMatter(pk=day.matter_id))
    by.require(HANDLE_LEGAL_MATTERS, on=matter)
    result = check_text(result, field="result", optional=True)
    day = LegalDate.objects.get(pk=day.pk)
    if day.done_at is not None:
        raise Refused(_("This day is done already."))
    day.done_at, day.is_dropped, day.result, day.remind_at = now, is_dropped, result, None
    day.save(update_fields=["done_at", "is_dropped", "result", "remind_at"])
    tell(events.LEGAL_DATE_DONE, matter, by=by, now=now, date=day.pk, dropped=is_dropped)
    return day


@transaction.atomic
def enter_cost(
    matter: LegalMatter,
    *,
    case: Case,
    kind: str,
    amount: Decimal,
    on: date,
    words: str,
    by: Actor,
    now: datetime,
    recovered_from: str = "",
) -> LossEntry:
    """What the matter cost or brought back: a line in the loss ledger of one of its cases (CAS-9).

    The limits of authority of the ledger hold: above one's own the line waits for a yes and counts nowhere until then.
    """
    by.require(HANDLE_LEGAL_MATTERS, on=matter)
    if not matter.tied.filter(case=case).exists():
        raise Refused(_("Choose a case from which this matter came."), field="case")
    lock_case(case)
    matter = _open(matter)
    entry = enter_loss(
        case, kind=kind, amount=amount, on=on, words=words, recovered_from=recovered_from, by=by, now=now
    )
    LegalLoss.objects.create(loss=entry, matter=matter)
    tell(events.LEGAL_COST_ENTERED, matter, by=by, now=now, loss=entry.pk, case=case.pk)
    return entry


def _open(matter: LegalMatter) -> LegalMatter:
    matter = lock(matter)
    if matter.is_ended:
        raise Refused(_("This matter is at its end."))
    return matter
