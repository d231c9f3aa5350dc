"""Customers from outside (CUS-1, 2, 8): contact points are masked, and revealed only with a reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.cases.queries.parts import customer_part
from alongside.domain.customers import rules
from alongside.domain.customers.actions import alerting, knowing, living, reaching
from alongside.domain.customers.models import Alert, ContactPoint, Customer, UnitRelation
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.domain.customers.queries import survivor_of
from alongside.domain.estates.models import Unit
from alongside.faces.api.answering import Chapter, seen_version
from alongside.faces.api.cases.shapes import CaseRow, UnitName, rows_of
from alongside.faces.api.gate import ApiRequest, colleague, find, named, node_named
from alongside.faces.api.problems import Merged
from alongside.faces.api.texts import Clock, Code, Day, Id, In, Line, Out, Username, Words
from alongside.faces.ui.access import REVEAL, seen
from alongside.kernel.ngrams import QueryTooLong
from alongside.kernel.refusals import Refused
from alongside.kernel.search import matches

customers = Chapter("Customers")
LAST_DIGITS = 4
ContactCode = Literal["phone", "email", "wechat", "address"]
RelationCode = Literal["prospect", "buyer", "owner", "co_owner", "tenant", "family", "agent"]
AlertCode = Literal[
    "major_complaint", "promise_overdue", "vulnerable", "wrong_number", "staff_safety", "other"
]
LanguageCode = Literal["zh-hans", "en", "zh-hant"]


class ContactOut(Out):
    """A contact point, masked; the full value is revealed with a reason."""

    id: int
    kind: str
    masked: str
    label: str
    is_primary: bool
    is_verified: bool


class RelationOut(Out):
    """What the customer is to a unit, from and until."""

    id: int
    unit: UnitName
    role: str
    from_on: date
    until_on: date | None


class AlertOut(Out):
    """Something to know before speaking."""

    id: int
    kind: str
    words: str
    owner: str
    raised_at: datetime
    expires_on: date
    lifted_at: datetime | None


class CustomerRow(Out):
    """A customer as a row of a list."""

    id: int
    name: str
    form_of_address: str
    kind: str
    tier: str
    language: str
    phone: str
    """The primary phone, masked."""


class CustomerPage(Out):
    """Some customers, and the token that leads to the rest."""

    items: list[CustomerRow]
    next: str


class CustomerOut(CustomerRow):
    """Everything known of a customer, without what needs a reason."""

    preferred_channel: str
    contact_from: Clock | None
    contact_until: Clock | None
    is_do_not_disturb: bool
    words: str
    created_at: datetime
    contact_points: list[ContactOut]
    unit_relations: list[RelationOut]
    alerts: list[AlertOut]
    """Those that hold today."""
    open_cases: list[CaseRow]
    version: int


class Revealed(Out):
    """The full value. The journal says who asked, and why."""

    value: str


class Looking(Out):
    """One of them, or nothing for everybody."""

    phone: Annotated[str, Field(max_length=40)] = ""
    """The whole number, or its last four digits."""
    name: Annotated[Code, Field(max_length=100)] = ""
    """Any part of the name; pinyin and its initials too."""
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Described(In):
    """What describes a customer."""

    kind: Literal["person", "company"] = "person"
    form_of_address: Annotated[Line, Field(max_length=20)] = ""
    language: LanguageCode = "zh-hans"
    tier: Literal["standard", "silver", "gold"] = "standard"
    preferred_channel: Annotated[Code, Field(max_length=12)] = ""
    contact_from: Clock | None = None
    contact_until: Clock | None = None
    is_do_not_disturb: bool = False
    words: Words = ""


class AddIn(Described):
    """A new customer, known at a node."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"node": "GLT", "name": "周敏", "phone": "138 1234 4420", "form_of_address": "女士"}]
        }
    )

    node: Code
    name: Annotated[Line, Field(max_length=120)]
    phone: Annotated[Line, Field(max_length=40)] = ""
    email: Annotated[Line, Field(max_length=254)] = ""
    although_known: bool = False
    """Add another although somebody with this phone is known."""


class ChangeIn(Described):
    """Only the fields that are given change."""

    name: Annotated[Line, Field(max_length=120)] = ""


class ContactIn(In):
    """A phone, email, WeChat id or address."""

    kind: ContactCode
    value: Line
    label: Annotated[Line, Field(max_length=30)] = ""
    is_primary: bool = False
    is_verified: bool = False


class RevealIn(In):
    """For what it is needed."""

    reason: Literal["call", "visit", "verify", "request", "legal"]


class RelationIn(In):
    """What the customer is to which unit."""

    unit: Id
    role: RelationCode
    from_on: Day
    until_on: Day | None = None


class EndIn(In):
    """Until which day."""

    on: Day


class AlertIn(In):
    """Something that a person must know before speaking; always with an owner and an end."""

    kind: AlertCode
    words: Line
    staff: Username
    """Who owns the alert."""
    expires_on: Day
    consented: bool = False
    """A vulnerable resident has agreed to be marked."""


@customers.get("/customers", CustomerPage)
def list_customers(request: ApiRequest, looking: Query[Looking]) -> CustomerPage:
    """Find customers by phone or name, sorted by name."""
    rows = Customer.objects.visible_to(request.viewer)
    if looking.phone:
        rows = rows.filter(pk__in=_with_phone(looking.phone))
    if looking.name:
        try:
            rows = rows.filter(Q(name__startswith=looking.name) | matches(looking.name))
        except QueryTooLong:
            rows = rows.none()
    if looking.after:
        key, pk = values_of(looking.after, (str, int))
        if key is None or pk is None or "\x00" in key:
            raise Refused(_("This address of a page is damaged; start from the first page."), field="after")
        rows = rows.filter(Q(name_sort_key__gt=key) | Q(name_sort_key=key, pk__gt=pk))
    found = list(rows.order_by("name_sort_key", "id")[: looking.limit + 1])
    page = found[: looking.limit]
    seen(request, page)
    phones = _phones(page)
    more = token_of(page[-1].name_sort_key, page[-1].pk) if len(found) > looking.limit else ""
    return CustomerPage(items=[CustomerRow(**_row(one, phones)) for one in page], next=more)


@customers.get("/customers/{id}", CustomerOut)
def get_customer(request: ApiRequest, id: Id) -> CustomerOut:
    """One customer with homes, alerts and open cases."""
    return _out(find_customer(request, id), request)


@customers.post("/customers", CustomerOut, status=201)
def add_customer(request: ApiRequest, body: AddIn) -> CustomerOut:
    """Add a customer. 422 on `phone` when somebody with this phone is known already."""
    given = body.model_dump(exclude={"node"})
    node = node_named(request, body.node, CHANGE_CUSTOMERS)
    return _out(knowing.add_customer(node=node, by=request.viewer, now=request.now, **given), request)


@customers.patch("/customers/{id}", CustomerOut)
def change_customer(request: ApiRequest, id: Id, body: ChangeIn) -> CustomerOut:
    """Change the fields that are given."""
    changed = knowing.change_customer(
        find_customer(request, id),
        by=request.viewer,
        now=request.now,
        seen=seen_version(request),
        **body.model_dump(exclude_unset=True),
    )
    return _out(changed, request)


@customers.post("/customers/{id}/add_contact_point", ContactOut, status=201)
def add_contact_point(request: ApiRequest, id: Id, body: ContactIn) -> ContactOut:
    """A further phone, email, WeChat id or address."""
    point = reaching.add_contact_point(
        find_customer(request, id), by=request.viewer, now=request.now, **body.model_dump()
    )
    return _contact(point)


@customers.post("/contact_points/{id}/verify_contact_point", ContactOut)
def verify_contact_point(request: ApiRequest, id: Id) -> ContactOut:
    """Somebody answered there: it is theirs."""
    return _contact(
        reaching.verify_contact_point(_find_point(request, id), by=request.viewer, now=request.now)
    )


@customers.post("/contact_points/{id}/reveal_contact", Revealed)
def reveal_contact(request: ApiRequest, id: Id, body: RevealIn) -> Revealed:
    """The full value, with a line in the journal (INF-2)."""
    point = _find_point(request, id)
    value = reaching.reveal_contact(point, reason=body.reason, by=request.viewer, now=request.now)
    seen(request, point.customer_id, act=REVEAL, about=point, reason=body.reason)
    return Revealed(value=value)


@customers.delete("/contact_points/{id}")
def remove_contact_point(request: ApiRequest, id: Id) -> None:
    """Take a contact point away."""
    reaching.remove_contact_point(_find_point(request, id), by=request.viewer, now=request.now)


@customers.post("/customers/{id}/relate_unit", RelationOut, status=201)
def relate_unit(request: ApiRequest, id: Id, body: RelationIn) -> RelationOut:
    """The customer owns, rents, lives in… a unit."""
    customer = find_customer(request, id)
    unit = named(Unit.objects.visible_to(request.viewer).select_related("node"), "unit", pk=body.unit)
    relation = living.relate_unit(
        customer,
        unit=unit,
        role=body.role,
        from_on=body.from_on,
        until_on=body.until_on,
        by=request.viewer,
        now=request.now,
    )
    return _relation(relation)


@customers.post("/unit_relations/{id}/end_unit_relation", RelationOut)
def end_unit_relation(request: ApiRequest, id: Id, body: EndIn) -> RelationOut:
    """They sold, moved out, were replaced."""
    relation = find(UnitRelation.objects.visible_to(request.viewer), pk=id)
    return _relation(living.end_unit_relation(relation, on=body.on, by=request.viewer, now=request.now))


@customers.post("/customers/{id}/raise_alert", AlertOut, status=201)
def raise_alert(request: ApiRequest, id: Id, body: AlertIn) -> AlertOut:
    """Put an alert on a customer (CUS-8)."""
    customer = find_customer(request, id)
    alert = alerting.raise_alert(
        customer,
        kind=body.kind,
        words=body.words,
        owner=colleague(request, body.staff),
        expires_on=body.expires_on,
        consented=body.consented,
        by=request.viewer,
        now=request.now,
    )
    return _alert(alert)


@customers.post("/alerts/{id}/lift_alert", AlertOut)
def lift_alert(request: ApiRequest, id: Id) -> AlertOut:
    """The reason is gone."""
    alert = find(Alert.objects.filter(customer__in=Customer.objects.visible_to(request.viewer)), pk=id)
    return _alert(alerting.lift_alert(alert, by=request.viewer, now=request.now))


def find_customer(request: ApiRequest, id: int) -> Customer:
    """The customer as far as the client may see them. Raises Merged for a record that went into a visible one."""
    customers = Customer.objects.visible_to(request.viewer).select_related("node")
    customer = customers.filter(pk=id).first()
    if customer is None:
        survivor = survivor_of(id)
        if survivor and customers.filter(pk=survivor).exists():
            raise Merged(survivor)
        raise Http404
    seen(request, customer)
    return customer


def _find_point(request: ApiRequest, id: int) -> ContactPoint:
    customers = Customer.objects.visible_to(request.viewer)
    point = find(ContactPoint.objects.filter(customer__in=customers).select_related("customer__node"), pk=id)
    seen(request, point.customer_id)
    return point


def _with_phone(asked: str) -> Any:
    digits = "".join(one for one in asked if one.isascii() and one.isdigit())
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE)
    if len(digits) == LAST_DIGITS:
        points = points.filter(tail_hash=rules.tail_hash("phone", digits))
    else:
        points = points.filter(value_hash=rules.contact_hash("phone", rules.normalised_phone(asked)))
    return points.values("customer")


def _phones(page: list[Customer]) -> dict[int, str]:
    points = ContactPoint.objects.filter(customer__in=page, kind=ContactPoint.Kind.PHONE)
    return dict(points.order_by("is_primary").values_list("customer_id", "masked"))


def _row(customer: Customer, phones: dict[int, str]) -> dict[str, Any]:
    plain = ("name", "form_of_address", "kind", "tier", "language")
    return {name: getattr(customer, name) for name in plain} | {
        "id": customer.pk,
        "phone": phones.get(customer.pk, ""),
    }


def _out(customer: Customer, request: ApiRequest) -> CustomerOut:
    fresh = Customer.objects.get(pk=customer.pk)
    seen(request, fresh)
    relations = UnitRelation.objects.visible_to(request.viewer).filter(customer=fresh).select_related("unit")
    alerts = fresh.alerts.filter(lifted_at__isnull=True, expires_on__gte=request.now.date())
    plain = (
        "preferred_channel", "contact_from", "contact_until", "is_do_not_disturb", "words", "created_at", "version",
    )  # fmt: skip
    return CustomerOut(
        **_row(fresh, _phones([fresh])),
        **{name: getattr(fresh, name) for name in plain},
        contact_points=[_contact(one) for one in fresh.contact_points.order_by("kind", "id")[:100]],
        unit_relations=[_relation(one) for one in relations.order_by("-from_on", "id")[:200]],
        alerts=[_alert(one) for one in alerts.select_related("owner").order_by("id")[:50]],
        open_cases=rows_of(customer_part(fresh, request.viewer).open_cases),
    )


def _contact(point: ContactPoint) -> ContactOut:
    return ContactOut(
        id=point.pk,
        kind=point.kind,
        masked=point.masked,
        label=point.label,
        is_primary=point.is_primary,
        is_verified=point.verified_at is not None,
    )


def _relation(relation: UnitRelation) -> RelationOut:
    return RelationOut(
        id=relation.pk,
        unit=UnitName(id=relation.unit_id, label=relation.unit.label),
        role=relation.role,
        from_on=relation.from_on,
        until_on=relation.until_on,
    )


def _alert(alert: Alert) -> AlertOut:
    return AlertOut(
        id=alert.pk,
        kind=alert.kind,
        words=alert.words,
        owner=alert.owner.username,
        raised_at=alert.raised_at,
        expires_on=alert.expires_on,
        lifted_at=alert.lifted_at,
    )
