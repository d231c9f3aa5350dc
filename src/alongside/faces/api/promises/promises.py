"""Promises from outside: what is owed to customers, new ones, and how they are kept (SAL-4)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import Field

from alongside.domain.cases.queries.paging import after_ascending, token_of, values_of
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.domain.promises.actions import ask_to_renegotiate as ask
from alongside.domain.promises.actions import break_promise as not_keep
from alongside.domain.promises.actions import keep_promise as keep
from alongside.domain.promises.actions import make_promise as make
from alongside.domain.promises.models import Promise, PromiseKind
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.faces.api.answering import Chapter, seen_version
from alongside.faces.api.gate import ApiRequest, colleague, find, named, node_named
from alongside.faces.api.texts import Code, Day, Id, In, Knowing, Out, Username, Words
from alongside.faces.ui.access import seen

promises = Chapter("Promises")
Said = Annotated[Words, Field(max_length=2000)]
KindCode = Annotated[Code, Field(max_length=40, examples=["repair"])]


class PromiseOut(Out):
    """What a staff member told a customer we would do, until the end of which day."""

    id: int
    customer: int
    unit: int | None
    node: str
    kind: str
    words: str
    made_by: str
    keeper: str
    """Who answers for it now."""
    state: str
    made_at: datetime
    first_due_on: date
    """The day that was said at first; another one needs the customer's consent."""
    due_on: date
    changes_agreed: int
    closed_at: datetime | None
    result: str
    version: int


class Promises(Out):
    items: list[PromiseOut]
    next: str


class AskedOfPromises(Out):
    """What is wanted, page by page; due first."""

    state: Literal["", "open", "asked", "kept", "broken", "withdrawn"] = ""
    customer: Id | None = None
    keeper: Annotated[str, Field(max_length=60)] = ""
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class PromiseIn(In):
    node: Code
    customer: Id
    unit: Id | None = None
    kind: KindCode = "other"
    """Of those the company keeps: answer, date, repair, price, gift, facility, other."""
    words: Said
    """The customer reads them."""
    due_on: Day
    promised_by: Username
    knowing: Knowing = []


class KeepIn(In):
    words: Said = ""
    """How it was kept."""


class BreakIn(In):
    words: Said
    """Why it cannot be kept; a case opens by itself."""


class AskIn(In):
    """Until the customer agrees, the promise stands as it is."""

    reason: Said
    new_on: Day | None = None
    """None: to drop the promise."""
    new_words: Said = ""
    knowing: Knowing = []


@promises.get("/promises", Promises)
def list_promises(request: ApiRequest, asked: Query[AskedOfPromises]) -> Promises:
    """Promises that this client may see, due first."""
    rows = _rows(request)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.customer:
        rows = rows.filter(customer_id=asked.customer)
    if asked.keeper:
        rows = rows.filter(keeper__username=asked.keeper.strip().lower())
    if asked.after:
        moment, pk = values_of(asked.after, (datetime, int))
        rows = rows.filter(after_ascending("due_at", moment, pk or 0))
    found = list(rows.order_by("due_at", "id")[: asked.limit + 1])
    page = found[: asked.limit]
    seen(request, [one.customer_id for one in page])
    more = token_of(page[-1].due_at, page[-1].pk) if len(found) > asked.limit else ""
    return Promises(items=[_out(one) for one in page], next=more)


@promises.get("/promises/{id}", PromiseOut)
def get_promise(request: ApiRequest, id: Id) -> PromiseOut:
    """One promise."""
    return _out(_promise(request, id))


@promises.post("/promises", PromiseOut, status=201)
def make_promise(request: ApiRequest, body: PromiseIn) -> PromiseOut:
    """Enter what a colleague promised; the customer is told."""
    customer = named(Customer.objects.visible_to(request.viewer), "customer", pk=body.customer)
    unit = named(Unit.objects.visible_to(request.viewer).select_related("node"), "unit", pk=body.unit)
    kind = named(PromiseKind.objects.filter(is_active=True), "kind", code=body.kind)
    promise = make(
        customer, node=node_named(request, body.node, MAKE_PROMISE), unit=unit, kind=kind, words=body.words,
        due_on=body.due_on, keeper=colleague(request, body.promised_by, field="promised_by"),
        knowing=body.knowing, by=request.viewer, now=request.now,
    )  # fmt: skip
    return _out(_promise(request, promise.pk))


@promises.post("/promises/{id}/keep_promise", PromiseOut)
def keep_promise(request: ApiRequest, id: Id, body: KeepIn) -> PromiseOut:
    """It is done, on its day or before; the customer is told."""
    return _act(request, id, keep, words=body.words)


@promises.post("/promises/{id}/break_promise", PromiseOut)
def break_promise(request: ApiRequest, id: Id, body: BreakIn) -> PromiseOut:
    """It will not be kept, and why."""
    return _act(request, id, not_keep, words=body.words)


@promises.post("/promises/{id}/ask_to_renegotiate", PromiseOut)
def ask_to_renegotiate(request: ApiRequest, id: Id, body: AskIn) -> PromiseOut:
    """Ask the customer for another day, other words, or to drop it."""
    return _act(request, id, ask, **body.model_dump())


def _act(request: ApiRequest, pk: int, action: Any, **given: Any) -> PromiseOut:
    action(_promise(request, pk), **given, seen=seen_version(request), by=request.viewer, now=request.now)
    return _out(_promise(request, pk))


def _rows(request: ApiRequest) -> Any:
    return Promise.objects.visible_to(request.viewer).select_related("node", "kind", "made_by", "keeper")


def _promise(request: ApiRequest, pk: int) -> Promise:
    promise: Promise = find(_rows(request), pk=pk)
    seen(request, promise.customer_id, about=promise)
    return promise


def _out(one: Promise) -> PromiseOut:
    return PromiseOut(
        id=one.pk, customer=one.customer_id, unit=one.unit_id, node=one.node.code, kind=one.kind.code, words=one.words,
        made_by=one.made_by.username, keeper=one.keeper.username, state=one.state, made_at=one.made_at,
        first_due_on=one.first_due_on, due_on=one.due_on, changes_agreed=one.changes_agreed, closed_at=one.closed_at,
        result=one.result, version=one.version,
    )  # fmt: skip
