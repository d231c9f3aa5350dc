"""The loss ledger: entered, counted within one's limit of authority, else after a yes; reversed, never edited (CAS-9).

The limits are the chains of `work` by kind, amount and place: the one way in which anything gets its yes (ORG-9).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.actions.words import needs_words
from alongside.domain.cases.models import Case, FigureMark, LiabilityFinding, LossEntry
from alongside.domain.cases.permissions import (
    CONFIRM_GREAT_LOSS,
    CONFIRM_LARGE_LOSS,
    CONFIRM_LOSS,
    ENTER_LOSS,
)
from alongside.domain.cases.queries.findings import question_of
from alongside.domain.cases.rules.authority import named
from alongside.domain.cases.rules.losses import (
    COMPENSATION,
    LOSS,
    RECOVERED_FROM,
    approval_kind,
    check_amount,
)
from alongside.domain.work.actions.approving import (
    ask_approval,
    is_approved,
    withdraw_approval,
    yeses_needed,
)
from alongside.domain.work.hooks import Approvable, ApprovalStep, on_decision
from alongside.domain.work.models import Approval
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.refusals import NotAllowed, Refused

State = LossEntry.State
WORDS_CHARACTERS = 300
# What the standard pack's roles may say alone, as a proposal: a company draws its own lines (`set_chain`).
LIMITS = (
    ApprovalStep(CONFIRM_LOSS),
    ApprovalStep(CONFIRM_LARGE_LOSS, from_amount=Decimal(5_000)),
    ApprovalStep(CONFIRM_GREAT_LOSS, from_amount=Decimal(50_000)),
)

Approvable(
    COMPENSATION, _("Compensation and refunds"), LIMITS, asked_with=lambda: [ENTER_LOSS], has_limits=True
)
Approvable(LOSS, _("Other losses and recoveries"), LIMITS, asked_with=lambda: [ENTER_LOSS], has_limits=True)


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
    """Enter a loss or a recovery of a case. Within one's limit of authority it counts at once, else after a yes.

    `amount` is positive for every kind; a recovery is kept negative, so that totals are sums. Without a `cause`
    it takes that of the case's finding, if one stands.
    """
    by.require(ENTER_LOSS, on=case)
    named(by)
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
        **_authority(fresh, kind, amount, by=by, now=now),
    )
    return _entered(events.LOSS_ENTERED, fresh, entry, by=by, now=now)


@transaction.atomic
def ask_for_loss(entry: LossEntry, *, by: Actor, now: datetime) -> LossEntry:
    """Ask anew for the yes of an entry that waits while nobody is asked any more: who asked has left, or took it back.

    A colleague within whose limit it lies says the yes by asking: two people know of it.
    """
    case, entry = _locked(entry)
    by.require(ENTER_LOSS, on=entry)
    staff_id = named(by)
    _check_waits(entry)
    if question_of(entry) is not None:
        raise Refused(_("This is asked already."))
    if entry.entered_by_id != staff_id and entry.entered_by.is_active:
        raise Refused(_("Who entered it asks for it, or takes it back."))
    weight = abs(entry.amount) + _alone_before(case, entry.kind, staff_id)
    if yeses_needed(approval_kind(entry.kind), node=entry.node, amount=weight, by=by):
        _ask(case, entry, by=by, now=now)
        return entry
    if entry.entered_by_id == staff_id:
        raise Refused(_("It lies within your limit now: take it back and enter it anew."))
    return _decide(events.LOSS_CONFIRMED, case, entry, state=State.CONFIRMED, words="", by=by, now=now)


@transaction.atomic
def take_back_loss(entry: LossEntry, *, words: str, by: Actor, now: datetime) -> LossEntry:
    """Who entered it takes it back while it waits: the question goes, the line stays readable and never counts."""
    if entry.entered_by_id != named(by):
        raise NotAllowed(_("Only who entered it may take it back."))
    words = _needs_why(words, _("Say why."))
    asked = question_of(entry)
    if asked is not None:
        withdraw_approval(asked, by=by, now=now)
    case, entry = _locked(entry)
    return _decide(events.LOSS_REFUSED, case, entry, state=State.REFUSED, words=words, by=by, now=now)


@on_decision(COMPENSATION, LOSS)
def take_decision(about_id: int, is_yes: bool, by: Actor, now: datetime) -> None:
    """The last yes lets the entry count, a no ends it. Refused when what was approved is not what stands there."""
    case, entry = _locked(LossEntry.objects.get(pk=about_id))
    approval = Approval.objects.filter(about_kind="lossentry", about_id=entry.pk).order_by("-pk")[:1].get()
    if is_yes and not is_approved(approval.kind, entry, fingerprint=fingerprint_of(entry)):
        raise Refused(_("This is not what was asked for. Take it back and ask anew."))
    said = approval.steps.filter(is_yes__isnull=False).order_by("-order").first()
    words = said.words[:WORDS_CHARACTERS] if said else ""
    event, state = (
        (events.LOSS_CONFIRMED, State.CONFIRMED) if is_yes else (events.LOSS_REFUSED, State.REFUSED)
    )
    _decide(event, case, entry, state=state, words=words, by=by, now=now)


@transaction.atomic
def reverse_loss(entry: LossEntry, *, words: str, by: Actor, now: datetime) -> LossEntry:
    """Take back a confirmed entry by its opposite, dated today, for which the same limits of authority hold."""
    case, entry = _locked(entry)
    by.require(ENTER_LOSS, on=entry)
    named(by)
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
        reverses=entry,
        **_authority(case, entry.kind, abs(entry.amount), by=by, now=now),
    )
    return _entered(events.LOSS_REVERSED, case, reversal, by=by, now=now)


def fingerprint_of(entry: LossEntry) -> str:
    """What exactly a yes is said to: whose line, what kind, how much, when. Words may be blacked out one day."""
    said = (entry.case_id, entry.kind, f"{entry.amount:.2f}", entry.on.isoformat(), entry.recovered_from)
    return sha256("|".join(map(str, said)).encode()).hexdigest()


def _authority(case: Case, kind: str, amount: Decimal, *, by: Actor, now: datetime) -> dict[str, Any]:
    """The columns that say whether it counts at once: who enters it may say so alone."""
    weight = amount + _alone_before(case, kind, named(by))
    asked = yeses_needed(approval_kind(kind), node=case.node, amount=weight, by=by)
    entered = {"entered_by_id": named(by), "entered_at": now}
    if asked:
        return entered
    own = {"state": State.CONFIRMED, "decided_by_id": named(by), "decided_at": now, "is_within_limit": True}
    return entered | own


def _alone_before(case: Case, kind: str, staff_id: int) -> Decimal:
    """What they said alone in this case before counts with it: an amount cut into pieces is one amount."""
    kinds = [one for one in LossEntry.Kind.values if approval_kind(one) == approval_kind(kind)]
    alone = case.losses.filter(entered_by_id=staff_id, is_within_limit=True, kind__in=kinds)
    return sum((abs(one) for one in alone.values_list("amount", flat=True)), Decimal(0))


def _entered(event: Event, case: Case, entry: LossEntry, *, by: Actor, now: datetime) -> LossEntry:
    _tell(event, case, entry, by=by, now=now)
    if entry.is_within_limit:
        _tell(events.LOSS_CONFIRMED, case, entry, by=by, now=now)
    else:
        _ask(case, entry, by=by, now=now)
    return entry


def _ask(case: Case, entry: LossEntry, *, by: Actor, now: datetime) -> None:
    amount = abs(entry.amount)
    ask_approval(
        approval_kind(entry.kind),
        about=entry,
        node=entry.node,
        fingerprint=fingerprint_of(entry),
        reason=entry.words,
        amount=entry.amount,
        weight=amount + _alone_before(case, entry.kind, named(by)),
        by=by,
        now=now,
    )


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
    _check_waits(entry)
    entry.state, entry.decision_words = state, words
    entry.decided_by_id, entry.decided_at = named(by), now
    entry.save(update_fields=["state", "decision_words", "decided_by", "decided_at"])
    _tell(event, case, entry, by=by, now=now)
    return entry


def _check_waits(entry: LossEntry) -> None:
    if entry.state != State.ENTERED:
        raise Refused(_("This entry was decided already."))


def _tell(event: Event, case: Case, entry: LossEntry, *, by: Actor, now: datetime) -> None:
    """Amounts count in the month of their day, which need not be that of the case."""
    touch(case, now=now)
    FigureMark.objects.create(node_id=entry.node_id, month=entry.on.replace(day=1))
    facts = {"loss": entry.pk, "kind": entry.kind, "reverses": entry.reverses_id}
    record(event, case, by=by, now=now, facts=facts)


def _today(case: Case, now: datetime) -> date:
    return now.astimezone(ZoneInfo(case.node.zone)).date()
