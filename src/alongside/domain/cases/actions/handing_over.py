"""Cases of somebody who leaves, with what is offered to them and what they lead (ORG-6, CAS-5)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.handing_on import change_owner, needs_handler, route_case
from alongside.domain.cases.actions.moving import lock_case, record, touch, withdraw_offers
from alongside.domain.cases.models import Case, MajorComplaint, Participant, SavedView, Transfer
from alongside.domain.organisation.actions.leaving import heir_at
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.kernel.actor import Actor


def _open_cases(staff: StaffMember) -> list[OpenThing]:
    cases = Case.objects.filter(owner=staff, is_open=True).order_by("next_due_at", "pk")
    return [OpenThing(*row) for row in cases.values_list("pk", "number", "node_id")]


def _give_case(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """Without a receiver it is routed as a new one would be; where nobody fits it stands unowned on the board."""
    case = lock_case(Case(pk=thing_id))
    if case.owner_id != staff.pk or not case.is_open:
        return False
    withdraw_offers(case, now=now)
    if to is not None:
        needs_handler(to, case, now=now)
        change_owner(case, to.pk)
    else:
        case.participants.filter(role=Participant.Role.OWNER).delete()
        case.owner_id = None
    touch(case, now=now, assigned_because={"how": "handed_over", "from": staff.pk})
    facts = {"from": staff.pk, "to": to and to.pk, "how": "handed_over"}
    record(events.CASE_ASSIGNED, case, by=by, now=now, facts=facts)
    if to is None:
        case = route_case(case, now=now)
    _follow_first_contact(case, staff, to, now=now)
    return True


def _offered_transfers(staff: StaffMember) -> list[OpenThing]:
    offers = Transfer.objects.filter(receiver=staff, state=Transfer.State.OFFERED).select_related("case")
    return [OpenThing(one.pk, one.case.number, one.node_id) for one in offers.order_by("pk")]


def _give_transfer(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """The receiver answers it in their place; without one it comes to nothing, and the sender keeps the case."""
    case = lock_case(Case(pk=Transfer.objects.values_list("case_id", flat=True).get(pk=thing_id)))
    transfer = Transfer.objects.select_for_update().get(pk=thing_id)
    if transfer.receiver_id != staff.pk or transfer.state != Transfer.State.OFFERED:
        return False
    if to is not None and to.pk != transfer.sender_id:
        needs_handler(to, case, now=now)
        transfer.receiver = to
        transfer.save(update_fields=["receiver"])
        return True
    transfer.state, transfer.answered_at = Transfer.State.WITHDRAWN, now
    transfer.save(update_fields=["state", "answered_at"])
    touch(case, now=now)
    facts = {"transfer": transfer.pk, "from": transfer.sender_id, "to": staff.pk, "second": False}
    record(events.TRANSFER_WITHDRAWN, case, by=by, now=now, facts=facts)
    return True


def _led_complaints(staff: StaffMember) -> list[OpenThing]:
    led = MajorComplaint.objects.filter(lead=staff, case__is_open=True).select_related("case").order_by("pk")
    return [OpenThing(one.pk, one.case.number, one.case.node_id) for one in led]


def _give_lead(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    major = MajorComplaint.objects.select_for_update(of=("self",)).select_related("case").get(pk=thing_id)
    if major.lead_id != staff.pk or not major.case.is_open:
        return False
    major.lead = to or heir_at(major.case.node_id, staff=staff, now=now)
    major.save(update_fields=["lead"])
    return True


def _shared_views(staff: StaffMember) -> list[OpenThing]:
    views = SavedView.objects.filter(owner=staff, node__isnull=False).order_by("pk")
    return [OpenThing(one.pk, f"#{one.pk}", one.node_id) for one in views]


def _give_view(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """A list that others use gets another keeper; two of the same name are told apart by a number."""
    view = SavedView.objects.select_for_update().get(pk=thing_id)
    if view.owner_id != staff.pk:
        return False
    to = to or heir_at(view.node_id, staff=staff, now=now)
    if SavedView.objects.filter(owner=to, name=view.name).exists():
        view.name = f"{view.name[:50]} {view.pk}"
    view.owner = to
    view.save(update_fields=["owner", "name"])
    return True


def _answered_first(staff: StaffMember) -> list[OpenThing]:
    """Of their own cases the case itself is handed over, and this with it."""
    cases = Case.objects.filter(first_contact=staff, is_open=True).exclude(owner=staff).order_by("pk")
    return [OpenThing(*row) for row in cases.values_list("pk", "number", "node_id")]


def _give_first_contact(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """Who took the first word stays answerable till the end (首问负责制); so without a receiver it is who has the case now."""
    case = lock_case(Case(pk=thing_id))
    if case.first_contact_id != staff.pk or not case.is_open:
        return False
    _follow_first_contact(case, staff, to, now=now)
    record(
        events.CASE_FIRST_CONTACT_HANDED_OVER,
        case,
        by=by,
        now=now,
        facts={"from": staff.pk, "to": case.first_contact_id},
    )
    return True


def _follow_first_contact(case: Case, staff: StaffMember, to: StaffMember | None, *, now: datetime) -> None:
    if case.first_contact_id != staff.pk:
        return
    heir_id = to.pk if to else case.owner_id
    if heir_id is None or heir_id == staff.pk:
        heir_id = heir_at(case.node_id, staff=staff, now=now).pk
    case.first_contact_id = heir_id
    Case.objects.filter(pk=case.pk).update(first_contact=heir_id)


CASES = Handing("case", _("Case"), _open_cases, _give_case)
TRANSFERS = Handing("transfer", _("Transfer that waits for an answer"), _offered_transfers, _give_transfer)
FIRST_CONTACTS = Handing(
    "first_contact", _("Answerable for the first word"), _answered_first, _give_first_contact
)
LEADS = Handing("major", _("Leads a major complaint"), _led_complaints, _give_lead)
VIEWS = Handing("view", _("List shared with others"), _shared_views, _give_view)
