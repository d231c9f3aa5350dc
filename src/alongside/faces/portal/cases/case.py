"""My case in plain words: where it stands, who is on it, what happens next and by when, and what was said (CAS-15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Case
from alongside.domain.cases.queries.story import Entry, story_of
from alongside.domain.cases.states import BEFORE_RESOLVED
from alongside.domain.conversations.actions import mark_seen
from alongside.faces.portal.page import PortalRequest, find, portal_page, show
from alongside.faces.portal.telling import fact_words, telling_of, way_steps

SHOWN = 60
MARKS = [
    (1, _("bad")),
    (2, _("poor")),
    (3, _("fair")),
    (4, _("good")),
    (5, _("very good")),
]


class AnswerForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label=_("Your answer"), required=False, strip=True, widget=forms.Textarea(attrs={"rows": 3})
    )


class RatingForm(forms.Form):
    rating = forms.IntegerField(error_messages={"required": _("Choose between 1 and 5.")})
    words = forms.CharField(
        label=_("Would you like to say something about it?"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(frozen=True)
class Line:
    """One line of the story, in the customer's words when it is a fact."""

    entry: Entry
    words: str
    is_mine: bool


@portal_page
def case(request: PortalRequest, number: str) -> HttpResponse:
    return show_case(request, case_of(request, number))


def case_of(request: PortalRequest, number: str) -> Case:
    """The customer's own case of that number, with what its page shows; else 404."""
    cases = Case.objects.visible_to(request.viewer)
    shown = cases.select_related(
        "owner",
        "unit__estate",
        "estate",
        "location__parent",
        "public_area",
        "conversation",
        "customer",
        "category",
    )
    return find(shown, number=number)


def show_case(request: PortalRequest, case: Case, **more: Any) -> HttpResponse:
    """The page of a case; `more` brings a refused form back with what was typed."""
    story = story_of(case, request.viewer, before=request.GET.get("before", ""), limit=SHOWN)
    if request.method == "GET":
        mark_seen(case.conversation, by=request.viewer, now=request.now)
    marked = request.GET.get("rating", "")
    context = {
        "case": case,
        "telling": telling_of(case, request.now),
        "steps": way_steps(case),
        "lines": [line_of(entry) for entry in story.entries],
        "older": story.older,
        "may_withdraw": case.state in BEFORE_RESOLVED,
        "may_write": case.state != "archived",
        "may_rate": case.state == "closed" and case.rated_at is None,
        "marks": MARKS,
        "marked": int(marked) if marked in {"1", "2", "3", "4", "5"} else None,
        "answer": AnswerForm(initial={"seen": case.version}),
        "rating": RatingForm(),
        "asks_for_word": case.state in ("proposed", "resolved"),
    }
    whole = {**context, **more}
    whole["answer"].fields["words"].widget.attrs["data-draft"] = f"answer-{case.number}"
    return show(request, "faces/portal/cases/case.html", whole, tab="cases")


def line_of(entry: Entry) -> Line:
    said = entry.words if entry.kind == "message" else fact_words(entry.event, entry.sentence)
    return Line(entry, said, entry.kind == "message" and entry.direction == "in")
