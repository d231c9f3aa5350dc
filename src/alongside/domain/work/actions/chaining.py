"""Whose yes is needed at a node, from which amount on (ORG-9). Never less than above it, never what nobody could say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Appointment, Node, StaffMember
from alongside.domain.organisation.queries import actor_for, staff_holding
from alongside.domain.work import events
from alongside.domain.work.hooks import approvable, approvables
from alongside.domain.work.models import ApprovalRule
from alongside.domain.work.permissions import CHANGE_APPROVALS
from alongside.domain.work.queries import Chain, chain_above, chain_at, chains_of
from alongside.domain.work.rules import Steps, steps_missing
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.permission import known_permissions
from alongside.kernel.refusals import Conflict, Refused

MOST_STEPS = 5


@transaction.atomic
def set_chain(
    kind: str, *, node: Node, steps: Steps, by: Actor, now: datetime, seen: Iterable[str] | None = None
) -> Chain:
    """Say whose yes this node and what hangs below it asks for: (code of the permission, from which amount), in order.

    `seen` is the chain that the person saw (`Chain.noted`). What waits for a yes already keeps the steps it was asked
    with.
    """
    node = _held(kind, node, by)
    before = chain_at(kind, node)
    if seen is not None and list(seen) != before.noted:
        raise Conflict(
            _("Somebody changed this chain meanwhile. Nothing was saved; look again and decide anew.")
        )
    has_limits = approvable(kind).has_limits
    above = chain_above(kind, node)
    _check_steps(steps, has_limits=has_limits)
    if above.node_id is not None or not has_limits:
        _check_no_less(steps, above.steps)
    if has_limits:
        _check_named(node, steps, now)
    else:
        _check_somebody(kind, node, steps, now)
    if before.node_id == node.pk and before.steps == tuple(steps):
        return before
    ApprovalRule.objects.filter(kind=kind, node=node).delete()
    ApprovalRule.objects.bulk_create(
        ApprovalRule(kind=kind, node=node, order=order, permission=code, from_amount=amount)
        for order, (code, amount) in enumerate(steps, start=1)
    )
    after = Chain(kind, node.pk, tuple(steps))
    _record(node, before, after, by=by, now=now)
    return after


@transaction.atomic
def end_chain(kind: str, *, node: Node, by: Actor, now: datetime) -> Chain:
    """The node says nothing of its own any more: what is said above it holds, which is given back."""
    node = _held(kind, node, by)
    before = chains_of(kind, [node.pk]).get(node.pk)
    after = chain_above(kind, node)
    if before is not None:
        ApprovalRule.objects.filter(kind=kind, node=node).delete()
        _record(node, before, after, by=by, now=now)
    return after


def _held(kind: str, node: Node, by: Actor) -> Node:
    """The node, locked, for one who may say so there: two people do not write one chain at a time."""
    by.require(CHANGE_APPROVALS, on=node)
    if kind not in {one.kind for one in approvables()}:
        raise Refused(_("This choice does not exist."), field="kind")
    return Node.objects.select_for_update(no_key=True).get(pk=node.pk)


def _check_steps(steps: Steps, *, has_limits: bool) -> None:
    known = known_permissions()
    if not steps:
        raise Refused(_("At least one yes is needed. To go back to what holds above, end the chain."))
    if len(steps) > MOST_STEPS:
        raise Refused(_("A chain has at most %(most)s steps.") % {"most": MOST_STEPS})
    if any(code not in known or known[code].of_customer for code, _amount in steps):
        raise Refused(_("This choice does not exist."))
    if any(amount < 0 for _code, amount in steps):
        raise Refused(_("An amount cannot be less than nothing."))
    if not has_limits and all(amount > 0 for _code, amount in steps):
        raise Refused(_("One yes must be asked from 0 yuan on, or nobody could approve what is below."))


def _check_no_less(steps: Steps, above: Steps) -> None:
    """A place asks for more than what holds above it, never for less: the headquarters' word counts everywhere."""
    for code, _amount in steps_missing(steps, above):
        words = _("A place may ask for more than what holds above it, not for less. Missing: %(what)s")
        raise Refused(words % {"what": known_permissions()[code].sentence})


def _check_named(node: Node, steps: Steps, now: datetime) -> None:
    """Of a limit of authority somebody must be the holder, there, above or below: each place names its own."""
    known = known_permissions()
    here = Node.objects.filter(Q(pk__in=node.ancestor_ids) | Q(path__startswith=node.path))
    for code, _amount in steps:
        held = Appointment.objects.active(now).filter(node__in=here, staff__is_active=True)
        if not held.filter(role__permissions__contains=[code]).exists():
            raise Refused(_("Nobody there could say yes: %(what)s") % {"what": known[code].sentence})


def _check_somebody(kind: str, node: Node, steps: Steps, now: datetime) -> None:
    """Each yes is somebody else's, and nobody's own. Who is named further below may be more, so it holds there too."""
    known = known_permissions()
    holders = {
        code: frozenset(staff_holding(known[code], node=node, now=now).values_list("pk", flat=True))
        for code, _amount in steps
    }
    for code, people in holders.items():
        if not people:
            raise Refused(_("Nobody there could say yes: %(what)s") % {"what": known[code].sentence})
    wanted = [holders[code] for code, _amount in steps]
    seated = _seated(wanted)
    if seated is None:
        raise Refused(_("Each yes is somebody else's, and there are too few people who could say them."))
    # Only who is needed for this seating can be somebody without whom there is none.
    for one in StaffMember.objects.filter(pk__in=seated.values()).order_by("pk"):
        if _seated([people - {one.pk} for people in wanted]) is None and _may_ask(kind, one, node, now):
            raise Refused(
                _("When the only one who could say yes asks themself, nobody is left. Name one more first.")
            )


def _seated(wanted: Sequence[frozenset[int]]) -> Mapping[int, int] | None:
    """{step: person}, nobody twice; None where there are too few people. Steps and people are few: plain matching."""
    step_of: dict[int, int] = {}

    def seat(step: int, tried: set[int]) -> bool:
        for person in sorted(wanted[step] - tried):
            tried.add(person)
            if person not in step_of or seat(step_of[person], tried):
                step_of[person] = step
                return True
        return False

    if not all(seat(step, set()) for step in range(len(wanted))):
        return None
    return {step: person for person, step in step_of.items()}


def _may_ask(kind: str, staff: StaffMember, node: Node, now: datetime) -> bool:
    """Whether they could be the one who asks, there or below."""
    actor = actor_for(staff, now=now)
    below = set(Node.objects.within(node).values_list("pk", flat=True))
    reaches = [actor.reach(one) for one in approvable(kind).asked_with()]
    return any(one.everywhere or below & one.node_ids for one in reaches)


def _record(node: Node, before: Chain, after: Chain, *, by: Actor, now: datetime) -> None:
    facts = {"kind": before.kind, "steps": after.noted, "old_steps": before.noted}
    journal.record(events.APPROVAL_CHAIN_CHANGED, about=node, by=by, at=now, facts=facts)
