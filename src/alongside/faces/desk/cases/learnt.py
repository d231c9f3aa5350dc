"""What came of a case beyond its end: legal matters and lessons, on its page of findings (CAS-13, CAS-17)."""

from __future__ import annotations

from typing import Any

from alongside.domain.cases.actions.learning.lessons import LEARNT_FROM
from alongside.domain.cases.models import Case, Lesson
from alongside.domain.cases.permissions import HANDLE_LEGAL_MATTERS, WRITE_LESSONS
from alongside.domain.cases.queries.legal import matters_of
from alongside.faces.desk.page import DeskRequest


def beyond(case: Case, request: DeskRequest) -> dict[str, Any]:
    """For the template: what there is and what may be begun."""
    lessons = Lesson.objects.visible_to(request.viewer).filter(case=case, state__in=["draft", "review"])
    return {
        "matters": matters_of(case, request.viewer),
        "may_open_matter": request.viewer.may(HANDLE_LEGAL_MATTERS, on=case) and not case.is_anonymised,
        "lessons": list(lessons.defer("search_text", "search_vector")),
        "may_learn": case.state in LEARNT_FROM and request.viewer.may(WRITE_LESSONS, on=case) and not case.is_anonymised,
    }  # fmt: skip
