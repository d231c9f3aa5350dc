"""Legal matters for those who conduct them with us, and the case library for who teaches from it (CAS-13, CAS-17)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import Field

from alongside.domain.cases.actions.legal import keeping
from alongside.domain.cases.models import Case, LegalCase, LegalMatter, Lesson
from alongside.domain.cases.queries.legal import Cost, costs_of
from alongside.domain.cases.queries.lessons import lessons_found
from alongside.domain.cases.queries.paging import after_descending, token_of, values_of
from alongside.faces.api.answering import Chapter
from alongside.faces.api.cases.handing_on import SignedIn
from alongside.faces.api.gate import ApiRequest, find, in_the_name_of
from alongside.faces.api.texts import Amount, Code, Moment, Out, Words
from alongside.faces.ui.access import seen

learning = Chapter("Legal matters and the case library")


class LegalDateOut(Out):
    """A hearing, or until when something must be done."""

    id: int
    kind: str
    at: datetime
    words: str
    done_at: datetime | None
    is_dropped: bool
    """It did not take place, or the matter ended before."""
    result: str


class ClaimOut(Out):
    """What one side asks for."""

    is_ours: bool
    words: str
    amount: Amount | None


class MatterOut(Out):
    """A dispute, lawsuit or arbitration, and the cases that it came from."""

    number: str
    node: str
    kind: str
    our_side: str
    title: str
    state: str
    outcome: str
    body: str
    """The court or the arbitration body."""
    body_number: str
    """The number that it gave."""
    in_charge: str
    opened_at: datetime
    filed_on: date | None
    decided_on: date | None
    ended_on: date | None
    cases: list[str]
    """Numbers of those that this client may see."""
    cost: Amount
    """Confirmed lines of the loss ledger, in yuan."""
    cost_waiting: Amount
    """Lines that wait for a yes."""
    version: int


class MatterWholeOut(MatterOut):
    """A matter with its days and claims."""

    opponent: str
    our_lawyers: str
    their_lawyers: str
    outcome_words: str
    dates: list[LegalDateOut]
    claims: list[ClaimOut]


class Matters(Out):
    items: list[MatterOut]
    next: str


class AskedOfMatters(Out):
    """What is wanted, page by page; the newest first."""

    state: Literal["", "open", "ended"] = ""
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class DateIn(SignedIn):
    """A day of the matter. Who is in charge is reminded a week and a day before."""

    kind: Literal["hearing", "deadline"]
    at: Moment
    words: Annotated[Words, Field(max_length=4000)] = ""
    """Where, and what is needed."""


class LessonOut(Out):
    """What a closed case teaches; it names nobody, and no case."""

    number: str
    title: str
    category: str
    cause: str
    facts: str
    went_wrong: str
    rule: str
    """The rule to follow."""
    state: str
    published_at: datetime | None
    version: int


class Lessons(Out):
    items: list[LessonOut]
    next: str


class AskedOfLessons(Out):
    """Published lessons, page by page; the newest first."""

    q: Annotated[str, Field(max_length=80)] = ""
    """Words as one says them."""
    category: Annotated[Code, Field(max_length=80)] = ""
    """With everything below it."""
    cause: Annotated[Code, Field(max_length=12)] = ""
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50


@learning.get("/legal_matters", Matters)
def list_legal_matters(request: ApiRequest, asked: Query[AskedOfMatters]) -> Matters:
    """Legal matters that this client may see, the newest first."""
    rows = _matters(request)
    standing = LegalMatter.objects.standing().values("pk")
    if asked.state:
        rows = rows.filter(pk__in=standing) if asked.state == "open" else rows.exclude(pk__in=standing)
    if asked.after:
        moment, pk = values_of(asked.after, (datetime, int))
        rows = rows.filter(after_descending("opened_at", moment, pk or 0))
    found = list(rows.order_by("-opened_at", "-id")[: asked.limit + 1])
    page = found[: asked.limit]
    costs, tied = costs_of(page), _tied(request, page)
    more = token_of(page[-1].opened_at, page[-1].pk) if len(found) > asked.limit else ""
    return Matters(items=[MatterOut(**_told(one, costs[one.pk], tied[one.pk])) for one in page], next=more)


@learning.get("/legal_matters/{number}", MatterWholeOut)
def get_legal_matter(request: ApiRequest, number: str) -> MatterWholeOut:
    """One matter with its days and claims."""
    return _whole(request, _matter(request, number))


@learning.post("/legal_matters/{number}/set_legal_date", MatterWholeOut)
def set_legal_date(request: ApiRequest, number: str, body: DateIn) -> MatterWholeOut:
    """A hearing or a deadline that the court or the law firm sent: the same one twice is one."""
    matter = _matter(request, number)
    person = in_the_name_of(request, body.staff)
    keeping.set_date(matter, kind=body.kind, at=body.at, words=body.words, by=person, now=request.now)
    return _whole(request, _matter(request, number))


@learning.get("/lessons", Lessons)
def list_lessons(request: ApiRequest, asked: Query[AskedOfLessons]) -> Lessons:
    """The case library, the newest first."""
    rows = lessons_found(request.viewer, words=asked.q, category=asked.category, cause=asked.cause)
    if asked.after:
        moment, pk = values_of(asked.after, (datetime, int))
        rows = rows.filter(after_descending("published_at", moment, pk or 0))
    found = list(rows[: asked.limit + 1])
    page = found[: asked.limit]
    more = token_of(page[-1].published_at, page[-1].pk) if len(found) > asked.limit else ""
    return Lessons(items=[_lesson(one) for one in page], next=more)


@learning.get("/lessons/{number}", LessonOut)
def get_lesson(request: ApiRequest, number: str) -> LessonOut:
    """One lesson; unfinished ones only for who writes or reviews where they belong."""
    rows = Lesson.objects.visible_to(request.viewer).select_related("category")
    return _lesson(find(rows, number=number))


def _matters(request: ApiRequest) -> Any:
    return LegalMatter.objects.visible_to(request.viewer).select_related("node", "in_charge")


def _matter(request: ApiRequest, number: str) -> LegalMatter:
    matter: LegalMatter = find(_matters(request), number=number)
    return matter


def _tied(request: ApiRequest, matters: list[LegalMatter]) -> dict[int, list[str]]:
    """The numbers of the cases of each, as far as the client sees them; whose they are is noted (INF-3)."""
    found: dict[int, list[str]] = {one.pk: [] for one in matters}
    ties = LegalCase.objects.filter(matter__in=matters)
    seen(request, ties.values_list("case__customer", flat=True))
    visible = ties.filter(case__in=Case.objects.visible_to(request.viewer))
    for matter, number in visible.order_by("matter", "id").values_list("matter", "case__number"):
        found[matter].append(number)
    return found


def _told(one: LegalMatter, cost: Cost, cases: list[str]) -> dict[str, Any]:
    return {
        "number": one.number, "node": one.node.code, "kind": one.kind, "our_side": one.our_side, "title": one.title,
        "state": one.state, "outcome": one.outcome, "body": one.body_name, "body_number": one.body_number,
        "in_charge": one.in_charge.username, "opened_at": one.opened_at, "filed_on": one.filed_on,
        "decided_on": one.decided_on, "ended_on": one.ended_on, "cases": cases, "cost": cost.counted,
        "cost_waiting": cost.waiting, "version": one.version,
    }  # fmt: skip


def _whole(request: ApiRequest, matter: LegalMatter) -> MatterWholeOut:
    told = _told(matter, costs_of([matter])[matter.pk], _tied(request, [matter])[matter.pk])
    return MatterWholeOut(
        **told,
        opponent=matter.opponent,
        our_lawyers=matter.our_lawyers,
        their_lawyers=matter.their_lawyers,
        outcome_words=matter.outcome_words,
        dates=[LegalDateOut.model_validate(one) for one in matter.dates.all()],
        claims=[ClaimOut.model_validate(one) for one in matter.claims.all()],
    )


def _lesson(one: Lesson) -> LessonOut:
    return LessonOut(
        number=one.number, title=one.title, category=one.category.code if one.category else "", cause=one.cause,
        facts=one.facts, went_wrong=one.went_wrong, rule=one.rule, state=one.state, published_at=one.published_at,
        version=one.version,
    )  # fmt: skip
