"""What people ask about their own data, step by step, and what erasing left behind (INF-4).

Every step is signed by a person: `staff` says who made sure, who decided. The copy itself is read by the person it is
about, in the portal, and by nobody here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.cases.actions import requesting
from alongside.domain.cases.models import PrivacyRequest
from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.privacy.models import Erasure
from alongside.domain.privacy.permissions import HANDLE_PRIVACY_REQUESTS
from alongside.domain.privacy.queries import same_person
from alongside.faces.api.answering import Chapter
from alongside.faces.api.cases.shapes import CustomerName
from alongside.faces.api.customers.customers import Paging, find_customer
from alongside.faces.api.gate import ApiRequest, find, in_the_name_of
from alongside.faces.api.texts import Id, In, Out, Username, Words
from alongside.faces.ui.access import seen

privacy = Chapter("Personal data")
MOST = 100
RightCode = Literal["see", "copy", "correct", "delete", "withdraw"]


class StepOut(Out):
    """A step of the way: received, verified, decided, ended."""

    code: str
    is_done: bool


class PrivacyRequestOut(Out):
    """A request about personal data; its case holds the words and the legal deadline."""

    id: int
    case: str
    customer: CustomerName
    right: str
    raised_at: datetime
    due_at: datetime | None
    steps: list[StepOut]
    verified_how: str
    verified_at: datetime | None
    done_at: datetime | None
    refused_at: datetime | None
    erasure: int | None
    """The certificate, once erasing has begun."""


class PrivacyRequests(Out):
    items: list[PrivacyRequestOut]
    next: str


class ErasureOut(Out):
    """The certificate of an erasure: counts by kind, and no personal data."""

    id: int
    reference: str
    node: str
    ground: str
    state: str
    begun_at: datetime
    done_at: datetime | None
    deleted: dict[str, int]
    kept: dict[str, int]
    checksum: str
    page: str
    """The certificate for its bearer, as a page of this installation; below it `certificate.pdf`."""


class Erasures(Out):
    items: list[ErasureOut]
    next: str


class Looking(Paging):
    """Which of them."""

    open: bool = True
    """Only those that have not ended."""
    customer: Id | None = None


class RequestIn(In):
    """What they ask for, how they said it, in their words."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"right": "copy", "channel": "letter", "words": "请给我一份我的信息"}]
        }
    )

    right: RightCode
    channel: Literal["phone", "walk_in", "letter", "email"]
    words: Annotated[Words, Field(max_length=2000)] = ""


class VerifyIdentityIn(In):
    """Who made sure that it is them, and how."""

    staff: Username
    how: Literal["document", "call_back", "proxy"]


class CarryOutIn(In):
    """Who decides. `ground` and `words` count for erasing, `answer` for everything else."""

    staff: Username
    answer: Annotated[Words, Field(max_length=1000)] = ""
    """What they are told; empty: our standard sentence."""
    ground: Literal["achieved", "ended", "withdrawn", "unlawful"] = "withdrawn"
    words: Literal["matched", "whole"] = "matched"
    """How words of ours about them are blacked out."""


class RefuseRequestIn(In):
    """Who refuses, and why; the customer reads these words."""

    staff: Username
    words: Annotated[Words, Field(max_length=1000)]


@privacy.get("/privacy_requests", PrivacyRequests)
def list_privacy_requests(request: ApiRequest, looking: Query[Looking]) -> PrivacyRequests:
    """What is asked, the newest first."""
    request.viewer.require(HANDLE_PRIVACY_REQUESTS)
    rows = _rows(request).open() if looking.open else _rows(request)
    if looking.customer:
        rows = rows.filter(customer=looking.customer)
    if looking.after:
        (pk,) = values_of(looking.after, (int,))
        rows = rows.filter(pk__lt=pk or 0)
    found = list(rows.order_by("-pk")[: looking.limit + 1])
    page = found[: looking.limit]
    seen(request, (one.customer_id for one in page))
    erasures = dict(
        Erasure.objects.filter(customer__in=[one.customer_id for one in page]).values_list("customer", "pk")
    )
    more = token_of(page[-1].pk) if len(found) > looking.limit else ""
    return PrivacyRequests(items=[_out(one, erasures.get(one.customer_id)) for one in page], next=more)


@privacy.get("/privacy_requests/{id}", PrivacyRequestOut)
def get_privacy_request(request: ApiRequest, id: Id) -> PrivacyRequestOut:
    """One request and how far it is."""
    return _answer(request, _request(request, id))


@privacy.post("/customers/{id}/request_own_data", PrivacyRequestOut, status=201)
def request_own_data(request: ApiRequest, id: Id, body: RequestIn) -> PrivacyRequestOut:
    """Open a request on the customer's word; the legal deadline runs. The same one still open is given again."""
    asked = requesting.request_own_data(
        find_customer(request, id), **body.model_dump(), by=request.viewer, now=request.now
    )
    return _answer(request, asked)


@privacy.post("/privacy_requests/{id}/verify_identity", PrivacyRequestOut)
def verify_identity(request: ApiRequest, id: Id, body: VerifyIdentityIn) -> PrivacyRequestOut:
    """Somebody made sure that it is really them."""
    asked = _request(request, id)
    by = in_the_name_of(request, body.staff)
    return _answer(request, requesting.verify_identity(asked, how=body.how, by=by, now=request.now))


@privacy.post("/privacy_requests/{id}/carry_out_request", PrivacyRequestOut)
def carry_out_request(request: ApiRequest, id: Id, body: CarryOutIn) -> PrivacyRequestOut:
    """Do what was asked. To delete only begins: the worker erases, and the request ends with it."""
    asked = _request(request, id)
    given = body.model_dump(exclude={"staff"})
    by = in_the_name_of(request, body.staff)
    return _answer(request, requesting.carry_out_request(asked, **given, by=by, now=request.now))


@privacy.post("/privacy_requests/{id}/refuse_request", PrivacyRequestOut)
def refuse_request(request: ApiRequest, id: Id, body: RefuseRequestIn) -> PrivacyRequestOut:
    """The law or a contract stands against it, or it is not them (PIPL art. 50)."""
    asked = _request(request, id)
    by = in_the_name_of(request, body.staff)
    return _answer(request, requesting.refuse_request(asked, words=body.words, by=by, now=request.now))


@privacy.get("/erasures", Erasures)
def list_erasures(request: ApiRequest, paging: Query[Paging]) -> Erasures:
    """Who was erased, by reference, the newest first."""
    request.viewer.require(HANDLE_PRIVACY_REQUESTS)
    rows = Erasure.objects.visible_to(request.viewer).select_related("node").order_by("-pk")
    if paging.after:
        (pk,) = values_of(paging.after, (int,))
        rows = rows.filter(pk__lt=pk or 0)
    found = list(rows[: paging.limit + 1])
    page = found[: paging.limit]
    more = token_of(page[-1].pk) if len(found) > paging.limit else ""
    return Erasures(items=[_erasure(one) for one in page], next=more)


@privacy.get("/erasures/{id}", ErasureOut)
def get_erasure(request: ApiRequest, id: Id) -> ErasureOut:
    """The certificate of one erasure."""
    return _erasure(find(Erasure.objects.visible_to(request.viewer).select_related("node"), pk=id))


def _rows(request: ApiRequest) -> Any:
    return PrivacyRequest.objects.visible_to(request.viewer).select_related("case__node", "customer__node")


def _request(request: ApiRequest, pk: int) -> PrivacyRequest:
    asked: PrivacyRequest = find(_rows(request), pk=pk)
    seen(request, asked.customer_id)
    return asked


def _answer(request: ApiRequest, asked: PrivacyRequest) -> PrivacyRequestOut:
    seen(request, asked.customer_id)
    fresh = PrivacyRequest.objects.select_related("case", "customer").get(pk=asked.pk)
    erasure = Erasure.objects.filter(customer__in=same_person(fresh.customer)).first()
    return _out(fresh, erasure.pk if erasure else None)


def _out(asked: PrivacyRequest, erasure: int | None) -> PrivacyRequestOut:
    is_over = bool(asked.done_at or asked.refused_at)
    steps = {
        "received": True,
        "verified": asked.verified_at is not None,
        "decided": asked.decided_by_id is not None or is_over,
        "ended": is_over,
    }
    return PrivacyRequestOut(
        id=asked.pk,
        case=asked.case.number,
        customer=CustomerName(id=asked.customer_id, name=asked.customer.name),
        right=asked.right,
        raised_at=asked.raised_at,
        due_at=asked.case.next_due_at,
        steps=[StepOut(code=code, is_done=is_done) for code, is_done in steps.items()],
        verified_how=asked.verified_how,
        verified_at=asked.verified_at,
        done_at=asked.done_at,
        refused_at=asked.refused_at,
        erasure=erasure,
    )


def _erasure(one: Erasure) -> ErasureOut:
    return ErasureOut(
        id=one.pk,
        reference=one.reference,
        node=one.node.code,
        ground=one.ground,
        state=one.state,
        begun_at=one.begun_at,
        done_at=one.done_at,
        deleted=one.deleted,
        kept=one.kept,
        checksum=one.checksum,
        page=f"/portal/certificates/{one.key}/",
    )
