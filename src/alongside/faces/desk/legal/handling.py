"""Opening a legal matter, changing it, its moves, who is in charge, further cases (CAS-17)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.actions.legal import moving, opening
from alongside.domain.cases.models import Case, LegalMatter
from alongside.domain.cases.permissions import HANDLE_LEGAL_MATTERS
from alongside.domain.cases.states import LEGAL_STATES
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import staff_holding
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.legal.matter import address_of, matter_of
from alongside.faces.desk.legal.matters import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, find
from alongside.faces.ui.access import seen
from alongside.kernel.refusals import Refused

BODY = gettext_lazy("Court or arbitration body")
ITS_NUMBER = gettext_lazy("Its number")


class ChangeForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("What it is about"), max_length=200)
    opponent = forms.CharField(label=gettext_lazy("Other side"), max_length=200, required=False)
    body_name = forms.CharField(label=BODY, max_length=120, required=False)
    body_number = forms.CharField(label=ITS_NUMBER, max_length=80, required=False)
    our_lawyers = forms.CharField(label=gettext_lazy("Our lawyers"), max_length=200, required=False)
    their_lawyers = forms.CharField(label=gettext_lazy("Their lawyers"), max_length=200, required=False)


class OpenForm(ChangeForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=LegalMatter.Kind)
    our_side = forms.ChoiceField(label=gettext_lazy("Our side"), choices=LegalMatter.Side)
    once_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    field_order = ["kind", "our_side"]


class SeenForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class OnForm(SeenForm):
    on = forms.DateField(
        label=gettext_lazy("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class BodyForm(OnForm):
    body_name = forms.CharField(label=BODY, max_length=120)
    body_number = forms.CharField(label=ITS_NUMBER, max_length=80, required=False)


class AgreedForm(OnForm):
    words = forms.CharField(
        label=gettext_lazy("What was decided or agreed"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class JudgedForm(AgreedForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("How it ended"),
        choices=[(one.value, one.label) for one in moving.JUDGED],
        widget=forms.RadioSelect,
    )
    field_order = ["on", "outcome"]


class GiveForm(SeenForm):
    to = forms.ModelChoiceField(label=gettext_lazy("Who is in charge"), queryset=StaffMember.objects.none())


class TieForm(forms.Form):
    case = forms.CharField(label=gettext_lazy("Number of the case"), max_length=24)


MOVES: dict[str, tuple[Callable[..., LegalMatter], type[OnForm]]] = {
    "file_matter": (moving.file_matter, BodyForm),
    "hear_matter": (moving.hear_matter, OnForm),
    "judge_matter": (moving.judge_matter, JudgedForm),
    "appeal_matter": (moving.appeal_matter, BodyForm),
    "settle_matter": (moving.settle_matter, AgreedForm),
    "withdraw_matter": (moving.withdraw_matter, AgreedForm),
    "carry_out_matter": (moving.carry_out_matter, OnForm),
}


@desk_page(HANDLE_LEGAL_MATTERS)
def open_matter_page(request: DeskRequest, case_number: str) -> HttpResponse:
    case = find(Case.objects.visible_to(request.viewer).select_related("node"), number=case_number)
    request.viewer.require(HANDLE_LEGAL_MATTERS, on=case)
    seen(request, case.customer_id, about=case)
    form = OpenForm(request.POST or None, initial={"title": case.title, "once_key": uuid4().hex})

    def act(data: dict[str, Any]) -> str:
        return address_of(opening.open_matter(case, **data, by=request.viewer, now=request.now))

    return form_page(
        request, form, act, title=_("Open a legal matter"), back=reverse("desk:case_findings", args=[case.number]),
        crumb=case.number, said=_("Opened."), area=AREA,
    )  # fmt: skip


@desk_page(HANDLE_LEGAL_MATTERS)
def change_matter_page(request: DeskRequest, number: str) -> HttpResponse:
    matter = _mine(request, number)
    names = list(ChangeForm.base_fields)
    form = ChangeForm(request.POST or None, initial={name: getattr(matter, name) for name in names})

    def act(data: dict[str, Any]) -> str:
        return address_of(opening.change_matter(matter, **data, by=request.viewer, now=request.now))

    return _page(request, matter, form, act, title=_("Change"))


@desk_page(HANDLE_LEGAL_MATTERS)
def move_matter_page(request: DeskRequest, number: str, move: str) -> HttpResponse:
    if move not in MOVES:
        raise Http404
    matter = _mine(request, number)
    action, kind = MOVES[move]
    today = request.now.astimezone(ZoneInfo(matter.node.zone)).date()
    initial = {
        "on": today,
        "seen": matter.version,
        "body_name": matter.body_name if move == "file_matter" else "",
        "body_number": matter.body_number if move == "file_matter" else "",
    }
    form = kind(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        return address_of(action(matter, **data, by=request.viewer, now=request.now))

    return _page(request, matter, form, act, title=LEGAL_STATES.moves[move].label)


@desk_page(HANDLE_LEGAL_MATTERS)
def give_matter_page(request: DeskRequest, number: str) -> HttpResponse:
    matter = _mine(request, number)
    form = GiveForm(request.POST or None, initial={"seen": matter.version})
    form.fields["to"].queryset = staff_holding(HANDLE_LEGAL_MATTERS, node=matter.node, now=request.now)

    def act(data: dict[str, Any]) -> str:
        return address_of(opening.give_matter(matter, **data, by=request.viewer, now=request.now))

    return _page(request, matter, form, act, title=_("Somebody else is in charge"))


@desk_page(HANDLE_LEGAL_MATTERS)
def tie_case_page(request: DeskRequest, number: str) -> HttpResponse:
    matter = _mine(request, number)

    def act(data: dict[str, Any]) -> str:
        case = Case.objects.visible_to(request.viewer).filter(number=data["case"].strip().upper()).first()
        if case is None:
            raise Refused(_("There is no such case."), field="case")
        return address_of(opening.tie_case(matter, case, by=request.viewer, now=request.now))

    return _page(request, matter, TieForm(request.POST or None), act, title=_("Tie another case"))


def _mine(request: DeskRequest, number: str) -> LegalMatter:
    """The matter, for somebody who handles legal matters there."""
    matter = matter_of(request, number)
    request.viewer.require(HANDLE_LEGAL_MATTERS, on=matter)
    return matter


def _page(request: DeskRequest, matter: LegalMatter, form: Any, act: Any, *, title: Any) -> HttpResponse:
    return form_page(
        request,
        form,
        act,
        title=title,
        back=address_of(matter),
        crumb=matter.number,
        said=_("Saved."),
        area=AREA,
    )
