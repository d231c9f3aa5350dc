"""What customers look like from outside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from alongside.domain.cases.queries.parts import customer_part
from alongside.domain.customers.models import Alert, ContactPoint, Customer, UnitRelation
from alongside.faces.api.cases.shapes import CaseRow, UnitName, rows_of
from alongside.faces.api.gate import ApiRequest
from alongside.faces.api.texts import Clock, Out
from alongside.faces.ui.access import seen

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


def customer_out(customer: Customer, request: ApiRequest) -> CustomerOut:
    fresh = Customer.objects.get(pk=customer.pk)
    seen(request, fresh)
    relations = UnitRelation.objects.visible_to(request.viewer).filter(customer=fresh).select_related("unit")
    alerts = fresh.alerts.filter(lifted_at__isnull=True, expires_on__gte=request.now.date())
    plain = (
        "preferred_channel", "contact_from", "contact_until", "is_do_not_disturb", "words", "created_at", "version",
    )  # fmt: skip
    return CustomerOut(
        **row_of(fresh, phones_of([fresh])),
        **{name: getattr(fresh, name) for name in plain},
        contact_points=[contact_out(one) for one in fresh.contact_points.order_by("kind", "id")[:100]],
        unit_relations=[relation_out(one) for one in relations.order_by("-from_on", "id")[:200]],
        alerts=[alert_out(one) for one in alerts.select_related("owner").order_by("id")[:50]],
        open_cases=rows_of(customer_part(fresh, request.viewer).open_cases),
    )


def phones_of(page: list[Customer]) -> dict[int, str]:
    points = ContactPoint.objects.filter(customer__in=page, kind=ContactPoint.Kind.PHONE)
    return dict(points.order_by("is_primary").values_list("customer_id", "masked"))


def row_of(customer: Customer, phones: dict[int, str]) -> dict[str, Any]:
    plain = ("name", "form_of_address", "kind", "tier", "language")
    return {name: getattr(customer, name) for name in plain} | {
        "id": customer.pk,
        "phone": phones.get(customer.pk, ""),
    }


def contact_out(point: ContactPoint) -> ContactOut:
    return ContactOut(
        id=point.pk,
        kind=point.kind,
        masked=point.masked,
        label=point.label,
        is_primary=point.is_primary,
        is_verified=point.verified_at is not None,
    )


def relation_out(relation: UnitRelation) -> RelationOut:
    return RelationOut(
        id=relation.pk,
        unit=UnitName(id=relation.unit_id, label=relation.unit.label),
        role=relation.role,
        from_on=relation.from_on,
        until_on=relation.until_on,
    )


def alert_out(alert: Alert) -> AlertOut:
    return AlertOut(
        id=alert.pk,
        kind=alert.kind,
        words=alert.words,
        owner=alert.owner.username,
        raised_at=alert.raised_at,
        expires_on=alert.expires_on,
        lifted_at=alert.lifted_at,
    )
