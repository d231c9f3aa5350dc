"""The loss ledger: entered by one, confirmed by another within their limit, reversed and never edited (CAS-9)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.handling import needs_words
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.models import Case, FigureMark, LiabilityFinding, LossEntry
from alongside.domain.cases.permissions import CONFIRM_LOSS, ENTER_LOSS
from alongside.domain.cases.rules.authority import amount_limit, named
from alongside.domain.cases.rules.losses import RECOVERED_FROM, check_amount, check_may_confirm
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.refusals import Refused

State = LossEntry.State
WORDS_CHARACTERS = 300


@transaction.atomic
def enter_loss(
    case: Case,
    *,
    kind: str,
    amount: Decimal,
    on: date,
    words: str,
    by: Actor,
    now: datetime,
    cause: str = "",
    recovered_from: str = "",
    seen: int | None = None,
) -> LossEntry:
    """Enter a loss or a recovery of a case; it counts once somebody else has confirmed it.

    `amount` is positive for every kind; a recovery is kept negative, so that totals are sums. Without a `cause`
    it takes that of the case's finding, if one stands.
    """
    by.require(ENTER_LOSS, on=case)
    staff_id = named(by)
    words = _needs_why(words, _("Say what the amount is for."))
    if kind not in LossEntry.Kind.values:
        raise Refused(_("Choose what kind of loss it is."), field="kind")
    check_amount(amount)
    if cause and cause not in LiabilityFinding.Cause.values:
        raise Refused(_("Choose the cause."), field="cause")
    is_recovery = kind == LossEntry.Kind.RECOVERY
    if is_recovery and recovered_from not in RECOVERED_FROM:
        raise Refused(_("Say from whom it was recovered."), field="recovered_from")
    if on > _today(case, now):
        raise Refused(_("This lies in the future."), field="on")
    fresh = lock_case(case, seen=seen)
    finding = None if cause else fresh.findings.standing().first()
    entry = LossEntry.objects.create(
        case=fresh,
        node_id=fresh.node_id,
        kind=kind,
        cause=cause or (finding.cause if finding else ""),
        amount=-amount if is_recovery else amount,
        on=on,
        words=words,
        recovered_from=recovered_from if is_recovery else "",
        entered_by_id=staff_id,
        entered_at=now,
    )
    _tell(events.LOSS_ENTERED, fresh, entry, by=by, now=now)
    return entry


@transaction.atomic
def confirm_loss(entry: LossEntry, *, by: Actor, now: datetime) -> LossEntry:
    """Confirm somebody else's entry within one's limit of authority at the case's node."""
    case, entry = _locked(entry)
    by.require(CONFIRM_LOSS, on=entry)
    limit = amount_limit(getattr(by, "amount_limits", {}), case.node.ancestor_ids)
    check_may_confirm(entry.amount, entered_by=entry.entered_by_id, confirmer=named(by), limit=limit)
    return _decide(events.LOSS_CONFIRMED, case, entry, state=State.CONFIRMED, words="", by=by, now=now)


@transaction.atomic
def refuse_loss(entry: LossEntry, *, words: str, by: Actor, now: datetime) -> LossEntry:
    """Refuse an entry; it stays readable and never counts. Who entered it may take it back this way."""
    case, entry = _locked(entry)
    if entry.entered_by_id != named(by):
        by.require(CONFIRM_LOSS, on=entry)
    words = _needs_why(words, _("Say why."))
    return _decide(events.LOSS_REFUSED, case, entry, state=State.REFUSED, words=words, by=by, now=now)


@transaction.atomic
def reverse_loss(entry: LossEntry, *, words: str, by: Actor, now: datetime) -> LossEntry:
    """Take back a confirmed entry by its opposite, dated today, which somebody else confirms as any other."""
    case, entry = _locked(entry)
    by.require(ENTER_LOSS, on=entry)
    staff_id = named(by)
    words = _needs_why(words, _("Say why it is reversed."))
    if entry.state != State.CONFIRMED:
        raise Refused(_("Only a confirmed entry is reversed; refuse one that still waits."))
    if entry.reverses_id:
        raise Refused(_("A reversal is not reversed; enter the amount anew."))
    if entry.reversals.exclude(state=State.REFUSED).exists():
        raise Refused(_("This entry was reversed already."))
    reversal = LossEntry.objects.create(
        case=case,
        node_id=entry.node_id,
        kind=entry.kind,
        cause=entry.cause,
        amount=-entry.amount,
        on=max(_today(case, now), entry.on),
        words=words,
        recovered_from=entry.recovered_from,
        entered_by_id=staff_id,
        entered_at=now,
        reverses=entry,
    )
    _tell(events.LOSS_REVERSED, case, reversal, by=by, now=now)
    return reversal


def _needs_why(words: str, message: object) -> str:
    """The words stand in a line of the ledger, so they are short."""
    words = needs_words(words, message)
    if len(words) > WORDS_CHARACTERS:
        raise Refused(
            _("This is too long: at most %(n)s characters.") % {"n": WORDS_CHARACTERS}, field="words"
        )
    return words


def _locked(entry: LossEntry) -> tuple[Case, LossEntry]:
    case = lock_case(Case(pk=entry.case_id))
    return case, LossEntry.objects.get(pk=entry.pk)


def _decide(
    event: Event, case: Case, entry: LossEntry, *, state: str, words: str, by: Actor, now: datetime
) -> LossEntry:
    if entry.state != State.ENTERED:
        raise Refused(_("This entry was decided already."))
    entry.state, entry.decision_words = state, words
    entry.decided_by_id, entry.decided_at = named(by), now
    entry.save(update_fields=["state", "decision_words", "decided_by", "decided_at"])
    _tell(event, case, entry, by=by, now=now)
    return entry


def _tell(event: Event, case: Case, entry: LossEntry, *, by: Actor, now: datetime) -> None:
    """Amounts count in the month of their day, which need not be that of the case."""
    touch(case, now=now)
    FigureMark.objects.create(node_id=entry.node_id, month=entry.on.replace(day=1))
    facts = {"loss": entry.pk, "kind": entry.kind, "reverses": entry.reverses_id}
    record(event, case, by=by, now=now, facts=facts)


def _today(case: Case, now: datetime) -> date:
    return now.astimezone(ZoneInfo(case.node.zone)).date()
