"""A lesson: to read, to print, and on its way through writing and review (CAS-13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alongside.domain.cases.actions.learning import lessons as acts
from alongside.domain.cases.actions.learning.checking import found_in
from alongside.domain.cases.models import Case, Lesson, LiabilityFinding
from alongside.domain.cases.permissions import PUBLISH_LESSONS, SEE_LESSONS, WRITE_LESSONS
from alongside.domain.cases.rules.lessons import MOST
from alongside.domain.cases.states import LESSON_STATES
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.lessons.lessons import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import PRINT, seen
from alongside.faces.ui.papers import as_pdf, pdf_of
from alongside.kernel.permission import Permission

LONG = forms.Textarea(attrs={"rows": 5})


class WriteForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("text", "Title"), max_length=MOST["title"])
    cause = forms.ChoiceField(
        label=gettext_lazy("Cause"), required=False, choices=[("", "—"), *LiabilityFinding.Cause.choices]
    )
    facts = forms.CharField(
        label=gettext_lazy("The facts"), max_length=MOST["facts"], required=False, widget=LONG
    )
    went_wrong = forms.CharField(
        label=gettext_lazy("What went wrong"), max_length=MOST["went_wrong"], required=False, widget=LONG
    )
    rule = forms.CharField(
        label=gettext_lazy("The rule to follow"), max_length=MOST["rule"], required=False, widget=LONG
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReturnForm(MoveForm):
    words = forms.CharField(
        label=gettext_lazy("What is missing"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )


MOVES: dict[str, tuple[Callable[..., Lesson], Permission]] = {
    "submit_lesson": (acts.submit_lesson, WRITE_LESSONS),
    "publish_lesson": (acts.publish_lesson, PUBLISH_LESSONS),
    "withdraw_lesson": (acts.withdraw_lesson, PUBLISH_LESSONS),
}


@desk_page(SEE_LESSONS, PUBLISH_LESSONS)
def lesson_page(request: DeskRequest, number: str) -> HttpResponse:
    lesson = _lesson(request, number)
    is_at_work = lesson.state in {"draft", "review"}
    context = {
        "lesson": lesson,
        "found": found_in(lesson) if is_at_work else {},
        "moves": _moves(lesson, request),
        "may_write": lesson.state == "draft" and request.viewer.may(WRITE_LESSONS, on=lesson),
        "may_return": lesson.state == "review" and request.viewer.may(PUBLISH_LESSONS, on=lesson),
        "is_mine": lesson.written_by_id == request.viewer.id,
        "case": Case.objects.visible_to(request.viewer).filter(pk=lesson.case_id).first() if lesson.case_id else None,
    }  # fmt: skip
    return show(request, "faces/desk/lessons/lesson.html", context, area=AREA)


@desk_page(SEE_LESSONS, PUBLISH_LESSONS)
def lesson_paper(request: DeskRequest, number: str) -> HttpResponse:
    lesson = _lesson(request, number, act=PRINT)
    return show(request, "faces/desk/lessons/paper.html", _paper(lesson, request))


@desk_page(SEE_LESSONS, PUBLISH_LESSONS)
def lesson_pdf(request: DeskRequest, number: str) -> HttpResponse:
    lesson = _lesson(request, number, act=PRINT)
    return as_pdf(
        pdf_of("faces/desk/lessons/paper.html", _paper(lesson, request)), f"lesson-{lesson.number}.pdf"
    )


@desk_page(WRITE_LESSONS)
def start_lesson_page(request: DeskRequest, case_number: str) -> HttpResponse:
    """A draft is made of the case, and opened to be written on."""
    case = find(Case.objects.visible_to(request.viewer).select_related("node"), number=case_number)
    request.viewer.require(WRITE_LESSONS, on=case)
    seen(request, case.customer_id, about=case)

    def act(_data: dict[str, Any]) -> str:
        lesson = acts.start_lesson(case, by=request.viewer, now=request.now)
        return reverse("desk:write_lesson", args=[lesson.number])

    return form_page(
        request, forms.Form(request.POST if request.method == "POST" else None), act, title=_("Write a lesson"),
        back=reverse("desk:case_findings", args=[case.number]), crumb=case.number, submit=_("Make the draft"), area=AREA,
        lead=_("A draft is filled from the category, the cause and the finding, with everybody blacked out. You say the rule; somebody else reviews it."),
    )  # fmt: skip


@desk_page(WRITE_LESSONS)
def write_lesson_page(request: DeskRequest, number: str) -> HttpResponse:
    lesson = _lesson(request, number)
    request.viewer.require(WRITE_LESSONS, on=lesson)
    names = ("title", "cause", "facts", "went_wrong", "rule")
    initial = {name: getattr(lesson, name) for name in names} | {"seen": lesson.version}

    def act(data: dict[str, Any]) -> str:
        return _address(acts.write_lesson(lesson, **data, by=request.viewer, now=request.now))

    lead = _("So that nobody can be known: no names, phones, doors, plates or numbers.")
    return _form(
        request,
        lesson,
        WriteForm(request.POST or None, initial=initial),
        act,
        _("Write the lesson"),
        lead=lead,
    )


@desk_page(PUBLISH_LESSONS)
def return_lesson_page(request: DeskRequest, number: str) -> HttpResponse:
    lesson = _lesson(request, number)
    request.viewer.require(PUBLISH_LESSONS, on=lesson)

    def act(data: dict[str, Any]) -> str:
        return _address(acts.return_lesson(lesson, **data, by=request.viewer, now=request.now))

    form = ReturnForm(request.POST or None, initial={"seen": lesson.version})
    return _form(request, lesson, form, act, LESSON_STATES.moves["return_lesson"].label)


@desk_page(WRITE_LESSONS, PUBLISH_LESSONS)
def move_lesson_page(request: DeskRequest, number: str, move: str) -> HttpResponse:
    """Handing in, publishing, taking back: asked once more, for others will read or miss it."""
    if move not in MOVES:
        raise Http404
    lesson = _lesson(request, number)
    action, _permission = MOVES[move]

    def act(data: dict[str, Any]) -> str:
        return _address(action(lesson, **data, by=request.viewer, now=request.now))

    form = MoveForm(request.POST or None, initial={"seen": lesson.version})
    return _form(request, lesson, form, act, LESSON_STATES.moves[move].label, lead=lesson.title)


def _lesson(request: DeskRequest, number: str, **how: Any) -> Lesson:
    """The lesson that the viewer may read, else 404. While it knows its case, what it shows is about its customer."""
    rows = Lesson.objects.visible_to(request.viewer).select_related(
        "category", "case__unit", "case__customer", "written_by", "reviewed_by", "node"
    )
    lesson = find(rows, number=number)
    if lesson.case is not None:
        seen(request, lesson.case.customer_id, **how)
    return lesson


def _moves(lesson: Lesson, request: DeskRequest) -> list[tuple[str, Any, bool]]:
    """(address, label, whether it leads on)."""
    found = []
    for one in LESSON_STATES.open_to(lesson.state):
        if one.name not in MOVES:
            continue
        permission = MOVES[one.name][1]
        if one.name == "withdraw_lesson" and lesson.published_at is None:
            permission = WRITE_LESSONS
        if one.name == "publish_lesson" and lesson.written_by_id == request.viewer.id:
            continue
        if request.viewer.may(permission, on=lesson):
            url = reverse("desk:move_lesson", args=[lesson.number, one.name])
            found.append((url, one.label, one.name != "withdraw_lesson"))
    return found


def _address(lesson: Lesson) -> str:
    return reverse("desk:lesson", args=[lesson.number])


def _paper(lesson: Lesson, request: DeskRequest) -> dict[str, Any]:
    return {
        "lesson": lesson,
        "house_name": _("Case library"),
        "printed_at": request.now,
        "printed_by": request.user.name,
    }


def _form(
    request: DeskRequest, lesson: Lesson, form: forms.Form, act: Any, title: Any, *, lead: str = ""
) -> HttpResponse:
    return form_page(
        request, form, act, title=title, back=_address(lesson), crumb=lesson.number, said=_("Saved."), lead=lead, area=AREA
    )  # fmt: skip
