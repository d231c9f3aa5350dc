"""Leaving: planned, handed over with acceptance, carried out at the minute (ORG-6).

One order of locks everywhere: the leavings of the company one after the other (they are few, and each touches many people's
things), then the people by number, then the leaving, then the things. Acts that make a thing somebody's hold that person
first (`hold_staff`). So a thing that is accepted while its owner or its receiver leaves is somebody's who stays, never lost
between, and nobody waits crosswise.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events
from alongside.domain.organisation.actions.staff import end_access, require_managing
from alongside.domain.organisation.hooks import Handing, OpenThing, handings
from alongside.domain.organisation.models import Appointment, HandoverItem, Leaving, Node, StaffMember
from alongside.domain.organisation.queries import heir
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import NotAllowed, Refused


@transaction.atomic
def plan_leaving(staff: StaffMember, *, leaves_at: datetime, by: Actor, now: datetime) -> Leaving:
    """Set the last moment, or another one. Until then they work as before, and what is open is handed over."""
    if by.kind == "staff" and by.id == staff.pk:
        raise NotAllowed(_("Nobody ends their own access."))
    require_managing(staff, by=by, now=now)
    _one_at_a_time()
    staff = lock(staff, no_key=True)
    if not staff.is_active:
        raise Refused(_("This person has left already."))
    if leaves_at <= now:
        raise Refused(
            _("The last moment lies ahead; to end access now there is another button."), field="leaves_at"
        )
    leaving = current_leaving(staff) or Leaving(staff=staff, planned_at=now)
    leaving.leaves_at = leaves_at
    leaving.save()
    facts = {"leaves_at": leaves_at.isoformat()}
    journal.record(events.LEAVING_PLANNED, about=staff, by=by, at=now, facts=facts)
    return leaving


@transaction.atomic
def cancel_leaving(leaving: Leaving, *, by: Actor, now: datetime) -> None:
    """They stay. What was accepted already stays with who accepted it; open offers come to nothing."""
    require_managing(leaving.staff, by=by, now=now)
    leaving = _lock_open(leaving)
    leaving.cancelled_at = now
    leaving.save(update_fields=["cancelled_at"])
    leaving.items.filter(state=HandoverItem.State.OFFERED).delete()
    journal.record(events.LEAVING_CANCELLED, about=leaving.staff, by=by, at=now)


@transaction.atomic
def offer_handover(
    leaving: Leaving, things: Iterable[tuple[str, int]], *, to: StaffMember, by: Actor, now: datetime
) -> int:
    """Offer some of what is open to somebody, who hears of it; how many. What waits elsewhere is offered anew."""
    require_distributing(leaving, by=by, now=now)
    leaving = _lock_open(leaving)
    if to.pk == leaving.staff_id or not to.is_active:
        raise Refused(_("The receiver must be somebody else who works here."), field="to")
    if Leaving.objects.filter(staff=to, done_at__isnull=True, cancelled_at__isnull=True).exists():
        raise Refused(_("%(name)s leaves too. Choose somebody who stays.") % {"name": to.name}, field="to")
    wanted = set(things)
    chosen = [(kind, one) for kind, one in open_things(leaving.staff) if (kind, one.id) in wanted]
    if not chosen:
        raise Refused(_("Choose what is to be handed over."))
    HandoverItem.objects.bulk_create(
        [
            HandoverItem(
                leaving=leaving, kind=kind, thing_id=one.id, label=one.label, receiver=to, offered_at=now
            )
            for kind, one in chosen
        ],
        update_conflicts=True,
        unique_fields=["leaving", "kind", "thing_id"],
        update_fields=["receiver", "state", "offered_at", "label"],
    )
    facts = {"leaving": leaving.pk, "to": to.pk, "count": len(chosen)}
    journal.record(events.HANDOVER_OFFERED, about=leaving.staff, by=by, at=now, facts=facts)
    return len(chosen)


@transaction.atomic
def answer_handover(
    leaving: Leaving, item_ids: Iterable[int], *, accept: bool, by: Actor, now: datetime
) -> tuple[int, list[str]]:
    """The receiver takes some of what was offered, or not. How many, and the labels that they cannot have.

    What is accepted is theirs at once. What was meanwhile finished just vanishes from the list.
    """
    if by.kind != "staff":
        raise NotAllowed(_("This was offered to somebody else."))
    leaving = _lock_open(leaving)
    receiver = StaffMember.objects.get(pk=by.id)
    mine = leaving.items.select_for_update().filter(
        receiver=receiver, state=HandoverItem.State.OFFERED, pk__in=list(item_ids)
    )
    answered, cannot = 0, []
    for item in mine.order_by("pk"):
        if accept:
            try:
                with transaction.atomic():
                    handings()[item.kind].give(
                        item.thing_id, staff=leaving.staff, to=receiver, by=by, now=now
                    )
            except Refused:
                cannot.append(item.label)
                continue
        item.state = HandoverItem.State.ACCEPTED if accept else HandoverItem.State.DECLINED
        item.answered_at = now
        item.save(update_fields=["state", "answered_at"])
        answered += 1
    if answered:
        facts = {"leaving": leaving.pk, "accepted": accept, "count": answered}
        journal.record(events.HANDOVER_ANSWERED, about=leaving.staff, by=by, at=now, facts=facts)
    return answered, cannot


@transaction.atomic
def leave(staff: StaffMember, *, by: Actor, now: datetime) -> StaffMember:
    """Access ends at this minute, and whatever nobody has accepted goes to where such things go: nothing stays theirs.

    What others offered to them stays with those others, to be offered to somebody who stays.
    """
    _one_at_a_time()
    staff = end_access(staff, by=by, now=now)
    leaving = current_leaving(staff, lock=True)
    passed = _pass_on(staff, leaving, now=now)
    if leaving:
        leaving.done_at = now
        leaving.save(update_fields=["done_at"])
        leaving.items.filter(state=HandoverItem.State.OFFERED).update(state=HandoverItem.State.GIVEN)
    HandoverItem.objects.filter(receiver=staff, state=HandoverItem.State.OFFERED).delete()
    if passed:
        journal.record(events.HANDED_OVER, about=staff, by=by, at=now, facts={"count": passed})
    return staff


def carry_out_leavings(*, now: datetime) -> int:
    """Everybody whose last moment has come; each in a transaction of their own. How many left."""
    due = Leaving.objects.filter(leaves_at__lte=now, done_at__isnull=True, cancelled_at__isnull=True)
    left = 0
    for leaving in due.select_related("staff").order_by("leaves_at")[:100]:
        with transaction.atomic():
            _one_at_a_time()
            fresh = lock(leaving.staff, no_key=True)
            if fresh.is_active and current_leaving(fresh, lock=True) is not None:
                leave(fresh, by=SYSTEM, now=now)
                left += 1
    return left


def sweep_left_behind(*, now: datetime) -> int:
    """Whatever is found with somebody who has left, however it came there, is passed on and told. How many things."""
    found = 0
    for staff in StaffMember.objects.filter(left_at__isnull=False):
        with transaction.atomic():
            _one_at_a_time()
            passed = _pass_on(lock(staff, no_key=True), None, now=now)
            if passed:
                facts = {"count": passed, "found": True}
                journal.record(events.HANDED_OVER, about=staff, by=SYSTEM, at=now, facts=facts)
        found += passed
    return found


def current_leaving(staff: StaffMember, *, lock: bool = False) -> Leaving | None:
    """The leaving that is planned and not yet carried out."""
    found = Leaving.objects.filter(staff=staff, done_at__isnull=True, cancelled_at__isnull=True)
    return (found.select_for_update() if lock else found).first()


def open_things(staff: StaffMember) -> list[tuple[str, OpenThing]]:
    """All that is open with somebody, by kind."""
    return [(handing.kind, one) for handing in handings().values() for one in handing.open_with(staff)]


def require_distributing(leaving: Leaving, *, by: Actor, now: datetime) -> None:
    """Who may say who takes what: the person, who manages them, and the named managers of where they work."""
    if by.kind == "staff" and (by.id == leaving.staff_id or _leads(leaving.staff, by, now)):
        return
    require_managing(leaving.staff, by=by, now=now)


def _leads(staff: StaffMember, by: Actor, now: datetime) -> bool:
    held = Appointment.objects.active(now).filter(staff=staff).select_related("node")
    above = {node_id for one in held for node_id in one.node.ancestor_ids}
    return Node.objects.filter(pk__in=above, manager_id=by.id).exists()


def _pass_on(staff: StaffMember, leaving: Leaving | None, *, now: datetime) -> int:
    passed = 0
    for kind, thing in open_things(staff):
        handings()[kind].give(thing.id, staff=staff, to=None, by=SYSTEM, now=now)
        passed += 1
        if leaving:
            HandoverItem.objects.update_or_create(
                leaving=leaving,
                kind=kind,
                thing_id=thing.id,
                defaults={
                    "label": thing.label, "state": HandoverItem.State.GIVEN, "answered_at": now, "offered_at": now,
                },
            )  # fmt: skip
    return passed


def _lock_open(leaving: Leaving) -> Leaving:
    """The person's row before their leaving's, as everywhere: whoever locks in another order waits for ever."""
    _one_at_a_time()
    lock(leaving.staff, no_key=True)
    fresh = Leaving.objects.select_for_update().select_related("staff").get(pk=leaving.pk)
    if fresh.done_at or fresh.cancelled_at:
        raise Refused(_("This leaving is over: it was carried out or cancelled."))
    return fresh


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('alongside.leaving'))")


# --- what organisation itself hands over --------------------------------------------------------------------


def _managed_nodes(staff: StaffMember) -> list[OpenThing]:
    return [
        OpenThing(one.pk, one.name, one.pk) for one in Node.objects.filter(manager=staff).order_by("path")
    ]


def _give_node(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """Without a receiver the node has no manager, and is shown as a fault to its parent (ORG-4)."""
    node = Node.objects.select_for_update().get(pk=thing_id)
    if node.manager_id != staff.pk:
        return False
    node.manager, node.version = to, node.version + 1
    node.save(update_fields=["manager", "version"])
    facts = {"fields": ["manager"]}
    journal.record(events.NODE_CHANGED, about=node, by=by, at=now, facts=facts, node_path=node.path)
    return True


NODES = Handing("node", _("Answers for a place"), _managed_nodes, _give_node)


def waiting_for(staff: StaffMember) -> QuerySet[HandoverItem]:
    """What waits for this person's answer, oldest leaving first."""
    return (
        HandoverItem.objects.filter(receiver=staff, state=HandoverItem.State.OFFERED)
        .filter(Q(leaving__done_at__isnull=True), leaving__cancelled_at__isnull=True)
        .select_related("leaving__staff")
        .order_by("leaving__leaves_at", "kind", "pk")
    )


def heir_at(node_id: int | None, *, staff: StaffMember, now: datetime) -> StaffMember:
    """Who takes a thing of a node that must have somebody. Refused where the company has nobody left to take it."""
    node = Node.objects.filter(pk=node_id).first() if node_id else None
    found = heir(node, instead_of=staff, now=now)
    if found is None:
        raise Refused(_("Nobody is there to take over. Name a manager of the place first."))
    return found
