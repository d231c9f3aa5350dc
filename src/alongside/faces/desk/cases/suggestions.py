"""What the intake suggests while one writes: category, urgency, department, earlier cases, standing answers (CHN-10, CAS-19).

Nothing sets itself: each is a button that is pressed, or its key.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from alongside.domain.assistance.models import HotIssue, TrainedModel
from alongside.domain.assistance.queries import (
    SimilarArticle,
    SimilarCase,
    similar_articles,
    similar_closed_cases,
    suggest,
)
from alongside.domain.assistance.rules.light_model import Said
from alongside.domain.cases.models import Category, Severity
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Unit
from alongside.domain.knowledge.permissions import SEE_KNOWLEDGE
from alongside.domain.organisation.models import Department
from alongside.faces.desk.cases.acts import case_url
from alongside.faces.desk.page import DeskRequest
from alongside.kernel.local_text import pick

Question = TrainedModel.Question
MOST_ANSWERS = 3


@dataclass(frozen=True)
class Suggestion:
    """One button: which field it fills with what, and the words of the text that speak for it."""

    field: str
    value: str
    label: str
    share: int
    because: tuple[str, ...]
    kind: str = ""


@dataclass
class Suggestions:
    """Everything for the side of the intake. Empty until there are words."""

    buttons: list[Suggestion] = field(default_factory=list)
    department: Suggestion | None = None
    earlier: list[tuple[SimilarCase, str]] = field(default_factory=list)
    answers: list[HotIssue] = field(default_factory=list)
    articles: list[SimilarArticle] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.buttons or self.department or self.earlier or self.answers or self.articles)


def suggestions_for(request: DeskRequest, customer: Customer | None, unit: Unit | None) -> Suggestions:
    """For the words in the address. Seven queries at most, none without words."""
    words = f"{request.GET.get('title', '')}\n{request.GET.get('words', '')}".strip()
    found = Suggestions(answers=_answers(unit))
    if not words:
        return found
    said = suggest(words)
    found.buttons = [
        *_categories(said.get(Question.CATEGORY, [])),
        *_severities(said.get(Question.SEVERITY, [])),
    ]
    departments = dict(Department.Code.choices)
    for one in said.get(Question.DEPARTMENT, [])[:1]:
        label = str(departments.get(one.label, one.label))
        found.department = Suggestion("department", one.label, label, _share(one), one.because)
    node = unit.node_id if unit else customer.node_id if customer else None
    earlier = similar_closed_cases(request.viewer, text=words, node=node)
    found.earlier = [(one, case_url(one.case.number)) for one in earlier]
    place = unit.node if unit else customer.node if customer else None
    if place is not None and request.viewer.may(SEE_KNOWLEDGE):
        found.articles = similar_articles(request.viewer, text=words, node=place)
    return found


def _answers(unit: Unit | None) -> list[HotIssue]:
    """What the hotline tells about the estate; anybody who opens a case there may read it."""
    if unit is None:
        return []
    issues = HotIssue.objects.filter(estate=unit.estate_id, state=HotIssue.State.INCIDENT)
    return list(
        issues.exclude(standing_answer="").select_related("lead_case").order_by("-last_at")[:MOST_ANSWERS]
    )


def _categories(said: list[Said]) -> list[Suggestion]:
    known = {
        one.code: one for one in Category.objects.filter(code__in=[one.label for one in said], is_active=True)
    }
    return [
        Suggestion(
            "category",
            str(known[one.label].pk),
            pick(known[one.label].name),
            _share(one),
            one.because,
            known[one.label].kind,
        )
        for one in said
        if one.label in known
    ]


def _severities(said: list[Said]) -> list[Suggestion]:
    """Only what is not usual: that a case is normal needs no saying."""
    labels = {str(value): label for value, label in Severity.choices}
    return [
        Suggestion("severity", one.label, str(labels[one.label]), _share(one), one.because)
        for one in said[:1]
        if one.label in labels and one.label != str(Severity.NORMAL.value)
    ]


def _share(one: Said) -> int:
    return round(one.share * 100)
