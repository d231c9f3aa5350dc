"""Legal holds, and how long records are kept (INF-5). Periods are read here and decided in the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.estates.models import Estate
from alongside.domain.privacy import actions
from alongside.domain.privacy.models import LegalHold
from alongside.domain.privacy.permissions import CHANGE_RETENTION
from alongside.faces.api.customers.customers import Paging, find_customer
from alongside.faces.api.gate import ApiRequest, find, find_case, in_the_name_of
from alongside.faces.api.privacy.requests import privacy
from alongside.faces.api.texts import Id, In, Line, Out, Username
from alongside.faces.ui.access import seen
from alongside.kernel.refusals import NotAllowed


class HoldOut(Out):
    """Nothing of this customer, case or estate is deleted until it is lifted."""

    id: int
    node: str
    customer: int | None
    case: str | None
    """Its number, for a client that may see it."""
    estate: int | None
    matter: str
    placed_by: str | None
    placed_at: datetime
    lifted_by: str | None
    lifted_at: datetime | None


class Holds(Out):
    items: list[HoldOut]
    next: str


class HoldIn(In):
    """Who places it, and for what matter."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"staff": "he.jing", "matter": "(2026)浙0106民初1234号"}]}
    )

    staff: Username
    matter: Annotated[Line, Field(max_length=120)]


class LiftIn(In):
    """Who lifts it."""

    staff: Username


class RetentionOut(Out):
    """A kind of record, how long it is kept, and how many go tonight and within a month."""

    kind: str
    label: str
    why: str
    days: int
    is_active: bool
    due_now: int
    due_next_month: int
    last_run_at: datetime | None
    last_removed: int | None


class Retention(Out):
    items: list[RetentionOut]


@privacy.get("/legal_holds", Holds)
def list_legal_holds(request: ApiRequest, paging: Query[Paging]) -> Holds:
    """Those that stand and those that were lifted, the newest first."""
    rows = _rows(request).order_by("-pk")
    if paging.after:
        (pk,) = values_of(paging.after, (int,))
        rows = rows.filter(pk__lt=pk or 0)
    found = list(rows[: paging.limit + 1])
    page = found[: paging.limit]
    more = token_of(page[-1].pk) if len(found) > paging.limit else ""
    return Holds(items=_holds(request, page), next=more)


@privacy.post("/customers/{id}/hold_customer", HoldOut, status=201)
def hold_customer(request: ApiRequest, id: Id, body: HoldIn) -> HoldOut:
    """Nothing of this customer is deleted from now."""
    customer = find_customer(request, id)
    return _held(request, body, customer=customer, node=customer.node)


@privacy.post("/cases/{number}/hold_case", HoldOut, status=201)
def hold_case(request: ApiRequest, number: str, body: HoldIn) -> HoldOut:
    """Nothing of this case is deleted from now, nor the customer's part in it."""
    case = find_case(request, number)
    return _held(request, body, case_id=case.pk, customer=case.customer, node=case.node)


@privacy.post("/estates/{id}/hold_estate", HoldOut, status=201)
def hold_estate(request: ApiRequest, id: Id, body: HoldIn) -> HoldOut:
    """Nothing of this estate is deleted from now, nor of anybody who has a home there."""
    estate = find(Estate.objects.visible_to(request.viewer).select_related("node"), pk=id)
    return _held(request, body, estate=estate, node=estate.node)


@privacy.post("/legal_holds/{id}/lift_hold", HoldOut)
def lift_hold(request: ApiRequest, id: Id, body: LiftIn) -> HoldOut:
    """The matter is over; what is due goes in the next night. Twice is once."""
    hold = find(_rows(request), pk=id)
    by = in_the_name_of(request, body.staff)
    actions.lift_hold(hold, by=by, now=request.now)
    return _holds(request, [find(_rows(request), pk=id)])[0]


@privacy.get("/retention", Retention)
def list_retention(request: ApiRequest) -> Retention:
    """How long each kind of record is kept. It counts the whole company, so only a client of its top may ask."""
    if not request.viewer.reach(CHANGE_RETENTION).everywhere:
        raise NotAllowed(CHANGE_RETENTION.sentence)
    return Retention(
        items=[
            RetentionOut(
                kind=one.rule.kind,
                label=str(one.kind.label),
                why=one.rule.why,
                days=one.rule.days,
                is_active=one.rule.is_active,
                due_now=one.due_now,
                due_next_month=one.due_next_month,
                last_run_at=one.last_run.at if one.last_run else None,
                last_removed=one.last_run.removed if one.last_run else None,
            )
            for one in actions.outlook(now=request.now)
        ]
    )


def _rows(request: ApiRequest) -> Any:
    return LegalHold.objects.visible_to(request.viewer).select_related("node", "placed_by", "lifted_by")


def _held(request: ApiRequest, body: HoldIn, **what: Any) -> HoldOut:
    by = in_the_name_of(request, body.staff)
    return _holds(request, [actions.place_hold(**what, matter=body.matter, by=by, now=request.now)])[0]


def _holds(request: ApiRequest, holds: list[LegalHold]) -> list[HoldOut]:
    seen(request, (one.customer_id for one in holds))
    ids = [one.case_id for one in holds if one.case_id]
    numbers = dict(Case.objects.visible_to(request.viewer).filter(pk__in=ids).values_list("pk", "number"))
    return [
        HoldOut(
            id=one.pk,
            node=one.node.code,
            customer=one.customer_id,
            case=numbers.get(one.case_id or 0),
            estate=one.estate_id,
            matter=one.matter,
            placed_by=one.placed_by.username if one.placed_by else None,
            placed_at=one.placed_at,
            lifted_by=one.lifted_by.username if one.lifted_by else None,
            lifted_at=one.lifted_at,
        )
        for one in holds
    ]
