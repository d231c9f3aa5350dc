"""Listings from outside (EST-4): owners are never in them, and the public ones hold what anybody may know."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.listings.actions import (
    add_listing as add,
)
from alongside.domain.listings.actions import (
    change_listing as change,
)
from alongside.domain.listings.actions import (
    change_owner as change_whose,
)
from alongside.domain.listings.actions import (
    conclude_listing as conclude,
)
from alongside.domain.listings.actions import (
    reveal_owner as reveal,
)
from alongside.domain.listings.actions import (
    verify_listing as verify,
)
from alongside.domain.listings.actions import (
    withdraw_listing as withdraw,
)
from alongside.domain.listings.models import Listing, ListingOwner
from alongside.domain.listings.permissions import COLLECT_LISTINGS
from alongside.domain.listings.queries.finding import Wanted, listings_wanted, page_after
from alongside.faces.api.answering import Chapter, seen_version
from alongside.faces.api.gate import ApiRequest, colleague, find, node_named
from alongside.faces.api.texts import Amount, Code, Day, Id, In, Line, Out, Username, Words
from alongside.faces.ui.access import REVEAL, seen

listings = Chapter("Listings")
KindCode = Literal["sale", "lease", "consignment"]
FinishCode = Literal["", "bare", "plain", "decorated", "other"]
Rooms = Annotated[int, Field(ge=0, le=30)]
Area = Annotated[Decimal, Field(gt=0, lt=100_000, max_digits=9, decimal_places=2, allow_inf_nan=False)]


class PublicListingOut(Out):
    """What anybody may know of a listing: neither door nor owner, nor who collected it."""

    public_key: UUID
    kind: str
    district: str
    estate_name: str
    layout: str
    area: Decimal
    floor_band: str
    floors_total: int | None
    orientation: str
    finish: str
    facilities: str
    words: str
    amount: Decimal
    verified_at: datetime


class ListingOut(PublicListingOut):
    """A listing as staff know it."""

    id: int
    number: str
    node: str
    state: str
    unit: int | None
    address: str
    floor: int | None
    title_status: str
    source: str
    collected_by: str
    concluded_on: date | None
    deal_amount: Decimal | None
    version: int


class OwnerOut(Out):
    """Whose it is, masked; the rest is revealed with a reason."""

    called: str
    masked: str


class ListingWithOwner(ListingOut):
    """A listing and whose it is."""

    owner: OwnerOut | None


class RevealedOwner(Out):
    """The owner in full. The journal says who asked, and why."""

    name: str
    phone: str


class Listings(Out):
    items: list[ListingOut]
    next: str


class PublicListings(Out):
    items: list[PublicListingOut]
    next: str


class Asked(Out):
    """What is wanted, page by page."""

    kind: Literal["", "sale", "lease", "consignment"] = ""
    words: Annotated[Code, Field(max_length=80)] = ""
    """Estate, district, number or door."""
    least_amount: Amount | None = None
    most_amount: Amount | None = None
    least_area: Area | None = None
    most_area: Area | None = None
    rooms: Rooms | None = None
    band: Literal["", "low", "middle", "high"] = ""
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class AskedOfStaff(Asked):
    state: Literal["", "offered", "concluded", "withdrawn", "merged"] = "offered"
    age: Literal["", "fresh", "aging", "flagged", "off"] = ""
    """By the age of its verification: 15, 30, 45 days."""


class DescribedIn(In):
    """What a listing says."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    kind: KindCode | None = None
    district: Annotated[Code, Field(max_length=40)] | None = None
    estate_name: Annotated[Code, Field(max_length=80)] | None = None
    address: Annotated[Code, Field(max_length=120)] | None = None
    rooms: Rooms | None = None
    halls: Rooms | None = None
    kitchens: Rooms | None = None
    baths: Rooms | None = None
    area: Area | None = None
    floor: Annotated[int, Field(ge=-20, le=200)] | None = None
    floors_total: Annotated[int, Field(ge=1, le=200)] | None = None
    finish: FinishCode | None = None
    title_status: Annotated[Code, Field(max_length=60)] | None = None
    facilities: Annotated[Line, Field(max_length=200)] | None = None
    words: Annotated[Words, Field(max_length=2000)] | None = None
    amount: Amount | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What the body says; null says nothing."""
        return {
            name: getattr(self, name) for name in DescribedIn.model_fields if getattr(self, name) is not None
        }


class ListingIn(DescribedIn):
    node: Code
    kind: KindCode
    estate_name: Annotated[Code, Field(max_length=80)]
    area: Area
    amount: Amount
    collected_by: Username
    """Who answers for its truth."""
    owner_name: Annotated[Code, Field(max_length=120)] = ""
    owner_phone: Annotated[Code, Field(max_length=40)] = ""


class ListingChangeIn(DescribedIn):
    why: Line


class VerifyIn(In):
    how: Literal["call", "visit", "owner", "message"]
    words: Line = ""


class RevealOwnerIn(In):
    """For what it is needed."""

    reason: Literal["call", "visit", "verify", "deal"]


class OwnerIn(In):
    """Another owner, or another number of theirs, and why."""

    name: Annotated[Code, Field(max_length=120)] = ""
    phone: Annotated[Code, Field(max_length=40)] = ""
    why: Line


class WithdrawIn(In):
    reason: Literal["owner", "elsewhere", "untrue", "unreachable", "other"]
    words: Line = ""


class ConcludeIn(In):
    amount: Amount
    on: Day
    words: Line = ""


@listings.get("/listings", Listings)
def list_listings(request: ApiRequest, asked: Query[AskedOfStaff]) -> Listings:
    """Listings that this client may see, the last verified first."""
    rows, more = _page(request, Listing.objects.visible_to(request.viewer), asked, asked.state, asked.age)
    return Listings(items=[_staff(one) for one in rows], next=more)


@listings.get("/public_listings", PublicListings)
def list_public_listings(request: ApiRequest, asked: Query[Asked]) -> PublicListings:
    """Listings that this client may see, as anybody sees them: offered and verified within 45 days."""
    among = Listing.objects.visible_to(request.viewer).public(request.now)
    rows, more = _page(request, among, asked, "offered", "")
    return PublicListings(items=[PublicListingOut.model_validate(one) for one in rows], next=more)


@listings.get("/listings/{id}", ListingWithOwner)
def get_listing(request: ApiRequest, id: Id) -> ListingWithOwner:
    """One listing, with its owner masked."""
    listing = _listing(request, id)
    owner = ListingOwner.objects.filter(listing=listing).first()
    if owner is not None:
        seen(request, owner.customer_id, about=listing)
    masked = OwnerOut(called=owner.called, masked=owner.masked) if owner else None
    return ListingWithOwner(**_staff(listing).model_dump(), owner=masked)


@listings.post("/listings", ListingOut, status=201)
def add_listing(request: ApiRequest, body: ListingIn) -> ListingOut:
    """Take one in; it counts as verified now."""
    listing = add(
        node=node_named(request, body.node, COLLECT_LISTINGS), **body.given, owner_name=body.owner_name,
        owner_phone=body.owner_phone, collected_by=colleague(request, body.collected_by, field="collected_by"),
        by=request.viewer, now=request.now,
    )  # fmt: skip
    return _staff(_listing(request, listing.pk))


@listings.patch("/listings/{id}", ListingOut)
def change_listing(request: ApiRequest, id: Id, body: ListingChangeIn) -> ListingOut:
    """Change what it says, with a reason that stays in its history."""
    listing = _listing(request, id)
    given = body.given | {"why": body.why}
    change(listing, **given, seen=seen_version(request), by=request.viewer, now=request.now)
    return _staff(_listing(request, id))


@listings.post("/listings/{id}/verify_listing", ListingOut)
def verify_listing(request: ApiRequest, id: Id, body: VerifyIn) -> ListingOut:
    """It is true today."""
    verify(_listing(request, id), how=body.how, words=body.words, by=request.viewer, now=request.now)
    return _staff(_listing(request, id))


@listings.post("/listings/{id}/reveal_owner", RevealedOwner)
def reveal_owner(request: ApiRequest, id: Id, body: RevealOwnerIn) -> RevealedOwner:
    """The owner's name and phone, with a line in the journal; so many a day for a whole client (EST-6)."""
    listing = _listing(request, id)
    name, phone = reveal(listing, reason=body.reason, by=request.viewer, now=request.now)
    owner = ListingOwner.objects.get(listing=listing)
    seen(request, owner.customer_id, act=REVEAL, about=listing, reason=body.reason)
    return RevealedOwner(name=name, phone=phone)


@listings.post("/listings/{id}/change_owner", OwnerOut)
def change_owner(request: ApiRequest, id: Id, body: OwnerIn) -> OwnerOut:
    """Another owner; the history says that and why, not who. Both empty: nobody is known as its owner."""
    listing = _listing(request, id)
    owner = change_whose(listing, **body.model_dump(), by=request.viewer, now=request.now)
    if owner is not None:
        seen(request, owner.customer_id, about=listing)
    return OwnerOut(called=owner.called if owner else "", masked=owner.masked if owner else "")


@listings.post("/listings/{id}/withdraw_listing", ListingOut)
def withdraw_listing(request: ApiRequest, id: Id, body: WithdrawIn) -> ListingOut:
    """It is not offered any more."""
    withdraw(_listing(request, id), reason=body.reason, words=body.words, by=request.viewer, now=request.now)
    return _staff(_listing(request, id))


@listings.post("/listings/{id}/conclude_listing", ListingOut)
def conclude_listing(request: ApiRequest, id: Id, body: ConcludeIn) -> ListingOut:
    """The deal is done; it leaves the public view at once."""
    conclude(
        _listing(request, id),
        amount=body.amount,
        on=body.on,
        words=body.words,
        by=request.viewer,
        now=request.now,
    )
    return _staff(_listing(request, id))


def _listing(request: ApiRequest, pk: int) -> Listing:
    rows = Listing.objects.visible_to(request.viewer).select_related("node", "collected_by")
    return find(rows, pk=pk)


def _page(request: ApiRequest, among: Any, asked: Asked, state: str, age: str) -> tuple[list[Listing], str]:
    wanted = Wanted(
        kind=asked.kind, state=state, words=asked.words, least_amount=asked.least_amount,
        most_amount=asked.most_amount, least_area=asked.least_area, most_area=asked.most_area, rooms=asked.rooms,
        band=asked.band, age=age,
    )  # fmt: skip
    found = listings_wanted(among, wanted, now=request.now)
    if asked.after:
        moment, pk = values_of(asked.after, (datetime, int))
        found = page_after(found, moment or request.now, pk or 0)
    rows = list(found.select_related("node", "collected_by")[: asked.limit + 1])
    page = rows[: asked.limit]
    more = token_of(page[-1].verified_at, page[-1].pk) if len(rows) > asked.limit else ""
    return page, more


def _staff(one: Listing) -> ListingOut:
    return ListingOut(
        **PublicListingOut.model_validate(one).model_dump(), id=one.pk, number=one.number, node=one.node.code,
        state=one.state, unit=one.unit_id, address=one.address, floor=one.floor, title_status=one.title_status,
        source=one.source, collected_by=one.collected_by.username, concluded_on=one.concluded_on,
        deal_amount=one.deal_amount, version=one.version,
    )  # fmt: skip
