"""How good the suggestions are: every version, measured on cases it had not seen (CHN-10)."""

from __future__ import annotations

from django.http import HttpResponse

from alongside.domain.assistance.models import TrainedModel
from alongside.domain.cases.models import Category, Severity
from alongside.domain.organisation.models import Department
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.kernel.local_text import pick

Question = TrainedModel.Question


@desk_page(MANAGE_SYSTEM)
def trained_models(request: DeskRequest) -> HttpResponse:
    is_whole = request.viewer.reach(MANAGE_SYSTEM).everywhere
    versions = list(TrainedModel.objects.defer("body")) if is_whole else []
    names = _names() if versions else {}
    context = {
        "is_whole": is_whole,
        "models": [
            (
                Question(question).label,
                used,
                [
                    (names.get((question, one["label"]), one["label"]), one)
                    for one in used.figures.get("labels", [])
                ],
                [one for one in versions if one.question == question],
            )
            for question in Question.values
            if (used := next((one for one in versions if one.question == question and one.is_in_use), None))
        ],
    }
    return show(request, "faces/desk/system/trained_models.html", context, area="desk:system")


def _names() -> dict[tuple[str, str], str]:
    """What the labels are called."""
    found = {(str(Question.SEVERITY), str(value)): str(label) for value, label in Severity.choices}
    found |= {(str(Question.DEPARTMENT), value): str(label) for value, label in Department.Code.choices}
    return found | {
        (str(Question.CATEGORY), code): pick(name)
        for code, name in Category.objects.values_list("code", "name")
    }
