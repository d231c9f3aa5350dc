"""The way of a case from outside: opened, changed, and moved by one verb at a time (CAS-3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from alongside.domain.cases.actions import changing, closing, handling, opening, rating, resolving, waiting
from alongside.domain.cases.models import Case, Category
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Estate, Location, PublicArea, Unit
from alongside.faces.api.answering import Chapter, files_of, seen_version
from alongside.faces.api.cases.shapes import CaseOut, ChannelCode, KindCode, SeverityCode, case_out
from alongside.faces.api.gate import ApiRequest, colleague, find_case, named, node_named
from alongside.faces.api.texts import Code, Id, In, Knowing, Nothing, Title, Username, Words

moving = Chapter("Moving a case")


class About(In):
    """What a case is about: things named by id or code, among what the client may see."""

    category: Code | None = None
    """Code, such as complaint/quality/waterproofing. A complaint or dispute needs one."""
    customer: Id | None = None
    unit: Id | None = None
    estate: Id | None = None
    public_area: Id | None = None
    location: Code | None = None
    """Code from the location catalogue."""


class OpenIn(About):
    """A new case with the customer's own words."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "node": "GLT",
                    "kind": "repair",
                    "title": "卫生间漏水",
                    "words": "卫生间顶上一直滴水，已经三天了。",
                    "channel": "wechat",
                    "place_words": "8栋1单元2102",
                }
            ]
        }
    )

    node: Code
    """Code of the node that serves the customer."""
    kind: KindCode
    title: Title
    words: Words
    channel: ChannelCode
    severity: SeverityCode = 3
    place_words: Title = ""
    """Where, when it is no unit of ours. A repair request needs some place."""
    owner: Username | None = None
    """Who takes it at once; otherwise the routing finds somebody."""


class ChangeIn(About):
    """Only the fields that are given change; null empties one."""

    title: Title | None = None
    kind: KindCode | None = None
    severity: SeverityCode | None = None
    place_words: Title | None = None


class WordsIn(In):
    """Words that go with the act; who reads them, the operation says."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"words": "防水已重做，闭水试验 48 小时无渗漏。"}]}
    )

    words: Words


class SaidIn(WordsIn):
    """Words that the customer reads."""

    knowing: Knowing = []


class MaybeWordsIn(In):
    """Words may go with the act."""

    words: Words = ""


class ReasonIn(In):
    """What we wait for."""

    reason: Title


class RateIn(In):
    """The customer's mark, 1 (very dissatisfied) to 5 (very satisfied)."""

    rating: Annotated[int, Field(ge=1, le=5)]
    words: Words = ""


class PersonIn(In):
    """Somebody else who has to do with the case."""

    customer: Id
    role: Literal["affected", "witness", "speaker"]


@moving.post("/cases", CaseOut, status=201, with_files=True)
def open_case(request: ApiRequest, body: OpenIn) -> CaseOut:
    """Open a case. Send an Idempotency-Key, so that a repeated request opens it once."""
    by, node = request.viewer, node_named(request, body.node, OPEN_CASE)
    case = opening.open_case(
        node=node,
        kind=body.kind,
        title=body.title,
        words=body.words,
        channel=body.channel,
        severity=body.severity,
        place_words=body.place_words,
        owner=colleague(request, body.owner, field="owner") if body.owner else None,
        files=files_of(request),
        by=by,
        now=request.now,
        **_things(request, body, {"category", "customer", "unit", "estate", "public_area", "location"}),
    )
    return case_out(case, request)


@moving.patch("/cases/{number}", CaseOut)
def change_case(request: ApiRequest, number: str, body: ChangeIn) -> CaseOut:
    """Change what the case says of itself. With If-Match, 409 when somebody changed it since that version."""
    case = find_case(request, number)
    fields: dict[str, Any] = _things(request, body, body.model_fields_set)
    for name in ("title", "kind", "severity", "place_words"):
        if name in body.model_fields_set:
            given = getattr(body, name)
            fields[name] = "" if given is None and name in {"title", "place_words"} else given
    changed = changing.change_case(
        case, by=request.viewer, now=request.now, seen=seen_version(request), **fields
    )
    return case_out(changed, request)


@moving.post("/cases/{number}/add_person", CaseOut)
def add_person(request: ApiRequest, number: str, body: PersonIn) -> CaseOut:
    """Name somebody else who has to do with the case."""
    case = find_case(request, number)
    customer: Any = named(Customer.objects.visible_to(request.viewer), "customer", pk=body.customer)
    changing.add_person(
        case,
        customer=customer,
        role=body.role,
        by=request.viewer,
        now=request.now,
        seen=seen_version(request),
    )
    return case_out(case, request)


def _verb(action: Callable[..., Case], body_type: type[In], description: str) -> None:
    """One address for one action of the same name; the body's fields are the action's."""

    def endpoint(request: ApiRequest, number: str, body: Any) -> CaseOut:
        case = find_case(request, number)
        moved = action(
            case, by=request.viewer, now=request.now, seen=seen_version(request), **body.model_dump()
        )
        return case_out(moved, request)

    endpoint.__name__, endpoint.__doc__ = action.__name__, description
    endpoint.__annotations__ = {"request": ApiRequest, "number": str, "body": body_type, "return": CaseOut}
    moving.post(f"/cases/{{number}}/{action.__name__}", CaseOut)(endpoint)


_verb(handling.acknowledge_case, Nothing, "Say to the customer: we have it, and somebody is on it.")
_verb(handling.start_investigation, Nothing, "Begin to find out what happened.")
_verb(handling.propose_solution, SaidIn, "Put a proposal to the customer, who agrees to these words.")
_verb(handling.agree_proposal, MaybeWordsIn, "The customer agrees to the proposal.")
_verb(handling.decline_proposal, WordsIn, "The customer declines; the words say what they do not agree with.")
_verb(handling.start_handling, Nothing, "Begin the work.")
_verb(handling.report_on_site, Nothing, "Somebody of ours stands at the place.")
_verb(resolving.resolve_case, SaidIn, "Solved on our side; the customer reads these words and is asked.")
_verb(resolving.report_not_solved, WordsIn, "The customer says: not solved, and what is still wrong.")
_verb(resolving.confirm_case, MaybeWordsIn, "The customer confirms that it is solved; this closes the case.")
_verb(closing.close_case, WordsIn, "Close without the customer's word, after three documented attempts.")
_verb(closing.reject_case, SaidIn, "It is not ours to solve; the customer reads why.")
_verb(closing.withdraw_case, MaybeWordsIn, "The customer takes it back.")
_verb(closing.reopen_case, WordsIn, "It was not over after all; the words say why.")
_verb(closing.archive_case, Nothing, "Put an ended case away.")
_verb(waiting.pause_case, ReasonIn, "We wait for the customer; deadlines stand still, up to a cap.")
_verb(waiting.resume_case, Nothing, "We wait no longer.")
_verb(rating.rate_case, RateIn, "The customer's mark after closing, once.")

_THINGS: dict[str, tuple[Callable[[ApiRequest], Any], str]] = {
    "category": (lambda request: Category.objects.filter(is_active=True), "code"),
    "customer": (lambda request: Customer.objects.visible_to(request.viewer), "pk"),
    "unit": (lambda request: Unit.objects.visible_to(request.viewer).select_related("estate"), "pk"),
    "estate": (lambda request: Estate.objects.visible_to(request.viewer), "pk"),
    "public_area": (
        lambda request: PublicArea.objects.filter(estate__in=Estate.objects.visible_to(request.viewer)),
        "pk",
    ),
    "location": (lambda request: Location.objects.filter(is_active=True), "code"),
}


def _things(request: ApiRequest, body: About, given: set[str]) -> dict[str, Any]:
    """The rows that the body names, among those that the client may see."""
    return {
        name: named(rows(request), name, **{key: getattr(body, name)})
        for name, (rows, key) in _THINGS.items()
        if name in given
    }
