"""Appointments of many homes (JRN-7): what is free, booked for customers, and who came."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import Field

from alongside.domain.appointments.actions import booking
from alongside.domain.appointments.actions.attending import mark_attendance as mark
from alongside.domain.appointments.actions.inviting import invite_customer as invite_one
from alongside.domain.appointments.models import Batch, Invitation, Slot
from alongside.domain.appointments.queries.figures import figures_of
from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.faces.api.answering import Chapter, seen_version
from alongside.faces.api.gate import ApiRequest, find, named
from alongside.faces.api.texts import Code, Id, In, Line, Out
from alongside.faces.ui.access import seen

appointments = Chapter("Appointments")
Limit = Annotated[int, Field(ge=1, le=100)]
After = Annotated[str, Field(max_length=500)]


class BatchOut(Out):
    """An open day, a check of many homes …"""

    id: int
    kind: str
    name: str
    node: str
    estate: int | None
    state: str
    place: str
    words: str
    bring: str
    first_at: datetime | None
    last_at: datetime | None
    version: int


class SlotOut(Out):
    """A time at which people can come. `taken` of `capacity` places are sold."""

    id: int
    from_at: datetime
    until_at: datetime
    place: str
    capacity: int
    taken: int
    is_cancelled: bool


class BatchWithSlots(BatchOut):
    """A batch with its slots, and how many people are in which state."""

    slots: list[SlotOut]
    invitations: dict[str, int]


class InvitationOut(Out):
    """One customer with one home: their answer, and the slot that is theirs."""

    id: int
    batch: int
    customer: int
    unit: int | None
    state: str
    slot: int | None
    from_at: datetime | None
    party: int
    asks_anew: bool
    waits_for: int | None
    version: int


class Batches(Out):
    items: list[BatchOut]
    next: str


class Invitations(Out):
    items: list[InvitationOut]
    next: str


class AskedBatches(Out):
    """What is wanted, page by page."""

    state: Literal["", "planned", "open", "over", "cancelled"] = ""
    kind: Annotated[Code, Field(max_length=40)] = ""
    node: Code = ""
    after: After = ""
    limit: Limit = 50


class AskedInvitations(Out):
    """What is wanted, page by page."""

    state: Literal["", "planned", "invited", "booked", "declined", "attended", "no_show", "withdrawn"] = ""
    after: After = ""
    limit: Limit = 50


class BookIn(In):
    """Which slot, and how many people come."""

    slot: Id
    party: Annotated[int, Field(ge=1, le=20)] = 1
    words: Line | None = None


class DeclineIn(In):
    words: Line = ""


class InviteIn(In):
    """Whom, with which home of theirs."""

    customer: Id
    unit: Id | None = None


class AttendanceIn(In):
    """Who came, or did not; `undone` takes it back."""

    came: Literal["attended", "no_show", "undone"]
    invitations: Annotated[list[Id], Field(min_length=1, max_length=1000)]


class AttendanceOut(Out):
    """How many it changed."""

    changed: int


@appointments.get("/batches", Batches)
def list_batches(request: ApiRequest, asked: Query[AskedBatches]) -> Batches:
    """Batches that this client may see, the newest first."""
    rows = _batches(request)
    for field, value in (("state", asked.state), ("kind__code", asked.kind), ("node__code", asked.node)):
        if value:
            rows = rows.filter(**{field: value})
    page, more = _page(rows, asked.after, asked.limit)
    return Batches(items=[_batch(one) for one in page], next=more)


@appointments.get("/batches/{id}", BatchWithSlots)
def get_batch(request: ApiRequest, id: Id) -> BatchWithSlots:
    """One batch with its slots: what is free is `capacity` less `taken`."""
    batch = find(_batches(request), pk=id)
    slots: Any = batch.slots.with_taken().order_by("from_at", "place", "pk")
    return BatchWithSlots(
        **_batch(batch).model_dump(),
        slots=[
            SlotOut(
                id=one.pk, from_at=one.from_at, until_at=one.until_at, place=one.place, capacity=one.capacity,
                taken=one.taken, is_cancelled=one.cancelled_at is not None,
            )
            for one in slots
        ],
        invitations=figures_of([batch])[batch.pk].by_state,
    )  # fmt: skip


@appointments.get("/batches/{id}/invitations", Invitations)
def list_invitations(request: ApiRequest, id: Id, asked: Query[AskedInvitations]) -> Invitations:
    """Who is invited, and what they answered; the newest first."""
    batch = find(_batches(request), pk=id)
    rows = _invitations(request).filter(batch=batch)
    if asked.state:
        rows = rows.filter(state=asked.state)
    page, more = _page(rows, asked.after, asked.limit)
    seen(request, [one.customer_id for one in page], about=batch)
    return Invitations(items=[_invitation(one) for one in page], next=more)


@appointments.post("/batches/{id}/invite_customer", InvitationOut, status=201)
def invite_customer(request: ApiRequest, id: Id, body: InviteIn) -> InvitationOut:
    """One more person with a home of theirs; who is invited already stays so."""
    batch = find(_batches(request), pk=id)
    customer = named(Customer.objects.visible_to(request.viewer), "customer", pk=body.customer)
    unit = named(Unit.objects.visible_to(request.viewer), "unit", pk=body.unit)
    one = invite_one(batch, customer=customer, unit=unit, by=request.viewer, now=request.now)
    return _one(request, one.pk)


@appointments.post("/batches/{id}/mark_attendance", AttendanceOut)
def mark_attendance(request: ApiRequest, id: Id, body: AttendanceIn) -> AttendanceOut:
    """Who came; said again it changes nothing."""
    batch = find(_batches(request), pk=id)
    count = mark(batch, invitations=body.invitations, came=body.came, by=request.viewer, now=request.now)
    return AttendanceOut(changed=count)


@appointments.post("/invitations/{id}/book_slot", InvitationOut)
def book_slot(request: ApiRequest, id: Id, body: BookIn) -> InvitationOut:
    """Booked, or moved there; a full slot is 422, with the next free ones in the words and in `free`."""
    one = find(_invitations(request), pk=id)
    slot = named(Slot.objects.visible_to(request.viewer).filter(batch=one.batch_id), "slot", pk=body.slot)
    booking.book_slot(
        one, slot=slot, party=body.party, words=body.words, seen=seen_version(request), by=request.viewer,
        now=request.now,
    )  # fmt: skip
    return _one(request, id)


@appointments.post("/invitations/{id}/cancel_booking", InvitationOut)
def cancel_booking(request: ApiRequest, id: Id) -> InvitationOut:
    """The place is free again; they may choose another time."""
    one = find(_invitations(request), pk=id)
    booking.cancel_booking(one, by=request.viewer, now=request.now, seen=seen_version(request))
    return _one(request, id)


@appointments.post("/invitations/{id}/decline_invitation", InvitationOut)
def decline_invitation(request: ApiRequest, id: Id, body: DeclineIn) -> InvitationOut:
    """They do not come."""
    one = find(_invitations(request), pk=id)
    version = seen_version(request)
    booking.decline(one, words=body.words, by=request.viewer, now=request.now, seen=version)
    return _one(request, id)


def _batches(request: ApiRequest) -> Any:
    return Batch.objects.visible_to(request.viewer).select_related("node", "kind").order_by("-pk")


def _invitations(request: ApiRequest) -> Any:
    return Invitation.objects.visible_to(request.viewer).select_related("seat__slot").order_by("-pk")


def _one(request: ApiRequest, pk: int) -> InvitationOut:
    one = find(_invitations(request), pk=pk)
    seen(request, one.customer_id, about=one)
    return _invitation(one)


def _page(rows: Any, after: str, limit: int) -> tuple[list[Any], str]:
    if after:
        (pk,) = values_of(after, (int,))
        rows = rows.filter(pk__lt=pk or 0)
    found = list(rows[: limit + 1])
    page = found[:limit]
    return page, token_of(page[-1].pk) if len(found) > limit else ""


def _batch(one: Batch) -> BatchOut:
    return BatchOut(
        id=one.pk, kind=one.kind.code, name=one.name, node=one.node.code, estate=one.estate_id, state=one.state,
        place=one.place, words=one.told_words, bring=one.told_bring, first_at=one.first_at, last_at=one.last_at,
        version=one.version,
    )  # fmt: skip


def _invitation(one: Invitation) -> InvitationOut:
    slot = one.slot
    return InvitationOut(
        id=one.pk, batch=one.batch_id, customer=one.customer_id, unit=one.unit_id, state=one.state,
        slot=slot.pk if slot else None, from_at=slot.from_at if slot else None, party=one.party,
        asks_anew=one.asks_anew, waits_for=one.waits_for_id, version=one.version,
    )  # fmt: skip
