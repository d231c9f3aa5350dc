"""The case library: what the company has learnt, found by words, category and cause (CAS-13)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Category, Lesson, LiabilityFinding
from alongside.domain.cases.permissions import PUBLISH_LESSONS, SEE_LESSONS, WRITE_LESSONS
from alongside.domain.cases.queries.lessons import lessons_found
from alongside.domain.cases.states import LESSON_STATES
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.ui.asked import page_asked

AREA = "desk:lessons"
PAGE = 30
MOST_CATEGORIES = 300


class AskedForm(forms.Form):
    q = forms.CharField(required=False, max_length=80)
    category = forms.ChoiceField(required=False)
    cause = forms.ChoiceField(
        required=False, choices=[("", _("Every cause")), *LiabilityFinding.Cause.choices]
    )
    state = forms.ChoiceField(required=False, choices=[("", _("Published")), *LESSON_STATES.choices])

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        used = Lesson.objects.filter(category__isnull=False).values("category")
        known = Category.objects.filter(pk__in=used).order_by("code")[:MOST_CATEGORIES]
        self.fields["category"].choices = [
            ("", _("Every category")),
            *((one.code, str(one)) for one in known),
        ]


@desk_page(SEE_LESSONS, PUBLISH_LESSONS)
def lessons(request: DeskRequest) -> HttpResponse:
    """`?q=闭水&category=…&cause=…&state=review&page=2`"""
    form = AskedForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    state = asked.get("state") or "published"
    found = lessons_found(
        request.viewer,
        words=asked.get("q", ""),
        category=asked.get("category", ""),
        cause=asked.get("cause", ""),
        state=state,
    )
    page = page_asked(request)
    start = max(page - 1, 0) * PAGE
    rows = list(found[start : start + PAGE + 1])
    kept = {name: value for name, value in request.GET.items() if name != "page"}
    works = request.viewer.may(WRITE_LESSONS) or request.viewer.may(PUBLISH_LESSONS)
    context = {
        "form": form,
        "rows": rows[:PAGE],
        "state": state,
        "works": works,
        "waiting": lessons_found(request.viewer, state="review").count() if works else 0,
        "is_narrowed": any(asked.get(name) for name in ("q", "category", "cause", "state")),
        "older": "?" + urlencode(kept | {"page": page + 1}) if len(rows) > PAGE else "",
        "newer": "?" + urlencode(kept | {"page": page - 1}) if page > 1 else "",
    }
    return show(request, "faces/desk/lessons/lessons.html", context, area=AREA)
