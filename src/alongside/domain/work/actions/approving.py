"""One mechanism for everything that needs a yes (ORG-9): a chain of permissions, four eyes, deputies, reasons."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import actor_for, staff_holding
from alongside.domain.work import events
from alongside.domain.work.actions.notices import notice_for, notify_many
from alongside.domain.work.hooks import approvable, decided
from alongside.domain.work.models import Approval, ApprovalDecision
from alongside.domain.work.queries import chain_at
from alongside.domain.work.states import APPROVAL_STATES
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.permission import known_permissions
from alongside.kernel.refusals import NotAllowed, Refused


@transaction.atomic
def ask_approval(
    kind: str,
    *,
    about: models.Model,
    node: Node,
    fingerprint: str,
    reason: str,
    by: Actor,
    now: datetime,
    amount: Decimal | None = None,
    weight: Decimal | None = None,
) -> Approval:
    """Ask for the yes that a thing needs. The same thing asked again takes the earlier question back.

    `amount` is what people read; the chain is chosen by `weight`, where more than this one thing counts.
    """
    if by.kind != "staff":
        raise NotAllowed(_("A person must ask for this."))
    if not reason.strip():
        raise Refused(_("Say what it is needed for."), field="reason")
    earlier = Approval.objects.filter(
        kind=kind, about_kind=about._meta.model_name, about_id=about.pk, state="asked"
    )
    earlier.update(state="withdrawn", decided_at=now)
    approval = Approval.objects.create(
        kind=kind,
        about_kind=about._meta.model_name,
        about_id=about.pk,
        node=node,
        amount=amount,
        fingerprint=fingerprint,
        asked_by_id=by.id,
        asked_through_id=by.through,
        reason=reason.strip()[:500],
        asked_at=now,
    )
    steps = [
        ApprovalDecision(approval=approval, order=order, permission=code)
        for order, code in enumerate(_chain(kind, node, weight or amount or Decimal(0), by), start=1)
    ]
    ApprovalDecision.objects.bulk_create(steps)
    _record(events.APPROVAL_ASKED, approval, by=by, now=now)
    _tell_next(approval, now=now)
    return approval


@transaction.atomic
def decide_approval(
    approval: Approval, *, is_yes: bool, words: str = "", by: Actor, now: datetime
) -> Approval:
    """Say yes or no to the step that is next. A no ends it and needs words; the last yes approves."""
    approval = (
        Approval.objects.select_for_update(of=("self",))
        .select_related("node", "asked_by")
        .get(pk=approval.pk)
    )
    step = next_step(approval)
    APPROVAL_STATES.check("approve", approval.state)
    if step is None or by.kind != "staff":
        raise NotAllowed(_("Nothing waits for your word here."))
    instead_of = _may_decide(approval, step, by, now)
    if not is_yes and not words.strip():
        raise Refused(_("Say why not."), field="words")
    step.by_id, step.instead_of, step.is_yes, step.at = by.id, instead_of, is_yes, now
    step.words = words.strip()[:500]
    step.save()
    if is_yes and next_step(approval) is not None:
        _tell_next(approval, now=now)
        return approval
    approval.state = APPROVAL_STATES.check("approve" if is_yes else "refuse_approval", approval.state)
    approval.decided_at = now
    approval.save(update_fields=["state", "decided_at"])
    event = events.APPROVAL_APPROVED if is_yes else events.APPROVAL_REFUSED
    _record(event, approval, by=by, now=now)
    decided(approval.kind, approval.about_id, is_approved=is_yes, by=by, now=now)
    return approval


@transaction.atomic
def withdraw_approval(approval: Approval, *, by: Actor, now: datetime) -> Approval:
    """Take the question back. Only who asked; the system for who has left."""
    approval = Approval.objects.select_for_update(of=("self",)).select_related("node").get(pk=approval.pk)
    if by.kind != "system" and (by.kind != "staff" or approval.asked_by_id != by.id):
        raise NotAllowed(_("Somebody else asked for this."))
    approval.state = APPROVAL_STATES.check("withdraw_approval", approval.state)
    approval.decided_at = now
    approval.save(update_fields=["state", "decided_at"])
    _record(events.APPROVAL_WITHDRAWN, approval, by=by, now=now)
    return approval


def is_approved(kind: str, about: models.Model, *, fingerprint: str) -> bool:
    """Whether exactly this has its yes: what was changed afterwards must be asked for again."""
    last = (
        Approval.objects.filter(kind=kind, about_kind=about._meta.model_name, about_id=about.pk)
        .order_by("-pk")
        .first()
    )
    return last is not None and last.state == "approved" and last.fingerprint == fingerprint


def next_step(approval: Approval) -> ApprovalDecision | None:
    """The first step that nobody has decided."""
    return approval.steps.filter(is_yes__isnull=True).order_by("order").first()


def may_decide(approval: Approval, by: Actor, *, now: datetime) -> bool:
    """Whether this person can say yes or no to the step that is next."""
    step = next_step(approval) if approval.state == "asked" and by.kind == "staff" else None
    if step is None:
        return False
    try:
        _may_decide(approval, step, by, now)
    except NotAllowed:
        return False
    return True


def _may_decide(approval: Approval, step: ApprovalDecision, by: Actor, now: datetime) -> StaffMember | None:
    """Raise NotAllowed, else whose deputy they are (None: nobody's).

    What a program asked for is decided at the desk: two names out of one program are not four eyes.
    """
    if by.through is not None and approval.asked_through_id is not None:
        raise NotAllowed(_("A program asked for this: a person must decide it at the desk."))
    if approval.asked_by_id == by.id or approval.steps.filter(by_id=by.id).exists():
        raise NotAllowed(_("Somebody else must decide this: four eyes see more than two."))
    permission = known_permissions()[step.permission]
    if by.may(permission, on=approval):
        return None
    away = StaffMember.objects.filter(
        deputy_id=by.id, presence=StaffMember.Presence.AWAY, is_active=True
    ).exclude(pk=approval.asked_by_id)
    for one in away:
        if actor_for(one, now=now).may(permission, on=approval):
            return one
    raise NotAllowed(_("This waits for somebody else's word."))


def yeses_needed(kind: str, *, node: Node, amount: Decimal, by: Actor) -> list[str]:
    """The permissions that must say yes to this amount, in order; nothing when it lies within the limit of `by`."""
    steps = chain_at(kind, node).steps
    reached = [(code, from_amount) for code, from_amount in steps if amount >= from_amount]
    if not approvable(kind).has_limits:
        return [code for code, _from in reached]
    highest = max((from_amount for _code, from_amount in steps), default=Decimal(0))
    known = known_permissions()
    return [code for code, start in reached if start == highest or not by.may(known[code], on=node)]


def _chain(kind: str, node: Node, amount: Decimal, by: Actor) -> list[str]:
    """Of whom to ask. Refused when that is nobody: whoever asks has seen that a yes is needed."""
    found = yeses_needed(kind, node=node, amount=amount, by=by)
    if not found:
        raise Refused(_("Nobody is named who could approve this; ask an administrator."))
    return found


def _tell_next(approval: Approval, *, now: datetime) -> None:
    """Who can decide the next step hears of it; deputies of who is away too. Never who asked."""
    step = next_step(approval)
    if step is None:
        return
    holders = list(staff_holding(known_permissions()[step.permission], node=approval.node, now=now)[:50])
    deputies = [one.deputy for one in holders if one.presence == StaffMember.Presence.AWAY and one.deputy]
    people = {one.pk: one for one in [*holders, *deputies] if one.pk != approval.asked_by_id}
    notify_many(
        notice_for(
            one,
            events.APPROVAL_ASKED.kind,
            now=now,
            about=approval,
            label=str(approval.label),
            once_key=f"approval:{approval.pk}:{step.order}",
        )
        for one in people.values()
    )


def _record(event: Event, approval: Approval, *, by: Actor, now: datetime) -> None:
    facts = {"kind": approval.kind, "about": f"{approval.about_kind}:{approval.about_id}"}
    if by.through is not None:
        facts["client"] = str(by.through)
    journal.record(event, about=approval, by=by, at=now, facts=facts, node_path=approval.node.path)
