"""Writing a bulletin: about which buildings, and what it says (JRN-6)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.bulletins.actions import (
    change_bulletin,
    correct_bulletin,
    discard_bulletin,
    write_bulletin,
)
from alongside.domain.bulletins.models import Bulletin
from alongside.domain.bulletins.permissions import PUBLISH_BULLETINS, WRITE_BULLETINS
from alongside.domain.bulletins.queries import today_at
from alongside.domain.bulletins.rules import MILESTONES, TOPICS
from alongside.domain.estates.models import Building, Estate, Phase
from alongside.faces.desk.bulletins.bulletin import address_of, bulletin_of
from alongside.faces.desk.bulletins.bulletins import AREA
from alongside.faces.desk.day_input import DayInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, see

AIM = gettext_lazy("Choose none, and it is about the whole phase or estate.")


class AimForm(forms.Form):
    """What kind of bulletin, for which estate."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Bulletin.Kind.choices, widget=forms.RadioSelect
    )
    estate = forms.ModelChoiceField(label=gettext_lazy("Estate"), queryset=Estate.objects.none())


class BulletinForm(forms.Form):
    """What both kinds say."""

    title = forms.CharField(label=gettext_lazy("What it is called"), max_length=80)
    phase = forms.ModelChoiceField(
        label=gettext_lazy("Phase"), queryset=Phase.objects.none(), required=False,
        empty_label=gettext_lazy("The whole estate"),
    )  # fmt: skip
    buildings = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Buildings"), queryset=Building.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=AIM,
    )  # fmt: skip
    as_of_on = forms.DateField(label=gettext_lazy("State of"), widget=DayInput)
    words = forms.CharField(
        label=gettext_lazy("What was done"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("What was built, what comes next. Readers have never been on a site."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, estate: Estate, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buildings"].queryset = estate.buildings.order_by("position", "name")
        self.fields["phase"].queryset = estate.phases.order_by("name")
        if not estate.phases.exists():
            del self.fields["phase"]


class ProgressForm(BulletinForm):
    percent = forms.IntegerField(
        label=gettext_lazy("Percent done"), required=False, min_value=0, max_value=100
    )
    milestone = forms.ChoiceField(
        label=gettext_lazy("Stands at"), choices=[("", "—"), *MILESTONES], required=False
    )
    field_order = ("title", "milestone", "percent", "as_of_on", "phase", "buildings", "words")


class NoticeForm(BulletinForm):
    topic = forms.ChoiceField(label=gettext_lazy("Kind of change"), choices=TOPICS)
    why = forms.CharField(
        label=gettext_lazy("Why it changes"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    meaning = forms.CharField(
        label=gettext_lazy("What it means for them"), max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Price, area, view, dates: say also what stays as it is."),
    )  # fmt: skip
    acknowledge_by_on = forms.DateField(label=gettext_lazy("Acknowledge by"), widget=DayInput, required=False)
    field_order = (
        "title", "topic", "as_of_on", "acknowledge_by_on", "phase", "buildings", "words", "why", "meaning",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("What is changed into what")
        self.fields["words"].help_text = ""


FORMS = {Bulletin.Kind.PROGRESS: ProgressForm, Bulletin.Kind.CHANGE: NoticeForm}


@desk_page(WRITE_BULLETINS)
def write_bulletin_page(request: DeskRequest) -> HttpResponse:
    """First kind and estate, by address; then what it says."""
    estates = request.viewer.limit(Estate.objects.all(), WRITE_BULLETINS).order_by("name_sort_key", "id")
    aim = AimForm(request.GET or None)
    aim.fields["estate"].queryset = estates
    only = list(estates[:2])
    if aim.data.get("kind") in Bulletin.Kind.values and "estate" not in aim.data and len(only) == 1:
        aim.data = {**aim.data.dict(), "estate": only[0].pk}
    if not aim.is_valid():
        return _ask_aim(request, aim)
    kind, estate = aim.cleaned_data["kind"], aim.cleaned_data["estate"]
    form = FORMS[kind](estate, request.POST or None, initial={"as_of_on": today_at(estate.node, request.now)})

    def act(data: dict[str, Any]) -> str:
        data.pop("seen")
        made = write_bulletin(estate, kind=kind, **data, by=request.viewer, now=request.now)
        return address_of(made) if made.is_change else reverse("desk:bulletin_photos", args=[made.pk])

    title = _("New progress report") if kind == Bulletin.Kind.PROGRESS else _("New notice of change")
    return form_page(
        request, form, act, title=title, back=reverse("desk:bulletins"), crumb=estate.name,
        submit=_("Keep as a draft"), said=_("The draft is kept. Nobody has been told yet."), area=AREA,
        minding=estate.node,
    )  # fmt: skip


def _ask_aim(request: DeskRequest, aim: AimForm) -> HttpResponse:
    """The first question, sent by POST so that the page is one form like the others."""
    form = AimForm(request.POST or None, initial={"kind": request.GET.get("kind", "progress")})
    form.fields["estate"].queryset = aim.fields["estate"].queryset

    def act(data: dict[str, Any]) -> str:
        return f"{reverse('desk:write_bulletin')}?kind={data['kind']}&estate={data['estate'].pk}"

    return form_page(
        request, form, act, title=_("New bulletin"), back=reverse("desk:bulletins"), crumb=_("Progress and changes"),
        submit=_("Go on"), area=AREA,
    )  # fmt: skip


@desk_page(WRITE_BULLETINS)
def change_bulletin_page(request: DeskRequest, pk: int) -> HttpResponse:
    bulletin = bulletin_of(request, pk)
    kind = FORMS[Bulletin.Kind(bulletin.kind)]
    before = {name: getattr(bulletin, name) for name in kind.base_fields if name not in ("buildings", "seen")}
    before |= {"buildings": list(bulletin.buildings.all()), "seen": bulletin.version}
    form = kind(bulletin.estate, request.POST or None, initial=before)

    def act(data: dict[str, Any]) -> str:
        return address_of(change_bulletin(bulletin, **data, by=request.viewer, now=request.now))

    return form_page(
        request, form, act, title=_("Write"), back=address_of(bulletin), crumb=bulletin.title, said=_("Saved."), area=AREA,
        minding=bulletin.node,
    )  # fmt: skip


@desk_page(WRITE_BULLETINS)
def discard_bulletin_page(request: DeskRequest, pk: int) -> HttpResponse:
    bulletin = bulletin_of(request, pk)

    def act(_data: dict[str, Any]) -> str:
        discard_bulletin(bulletin, by=request.viewer, now=request.now)
        return reverse("desk:bulletins")

    return form_page(
        request, asked_form(request), act, title=_("Throw the draft away"), back=address_of(bulletin), crumb=bulletin.title,
        lead=_("Its pictures go with it. Nobody has been told."), submit=_("Throw away"),
        said=_("The draft is gone."), is_danger=True, area=AREA,
    )  # fmt: skip


@desk_page(PUBLISH_BULLETINS)
def correct_bulletin_page(request: DeskRequest, pk: int) -> HttpResponse:
    bulletin = bulletin_of(request, pk)
    begun = Bulletin.objects.filter(replaces=bulletin, state="draft").first()
    if begun is not None:
        return see(request, address_of(find(Bulletin.objects.visible_to(request.viewer), pk=begun.pk)))

    def act(_data: dict[str, Any]) -> str:
        draft = correct_bulletin(bulletin, by=request.viewer, now=request.now)
        return reverse("desk:change_bulletin", args=[draft.pk])

    return form_page(
        request, asked_form(request), act, title=_("Write a corrected version"), back=address_of(bulletin),
        crumb=bulletin.title, submit=_("Begin with what it says now"),
        lead=_("What was told stays as it is until the new version is published; then everybody is told again, and what they "
               "acknowledged counts for the old version only."),
        area=AREA,
    )  # fmt: skip


def asked_form(request: DeskRequest) -> forms.Form:
    """A form without a field: only the button."""
    return forms.Form(request.POST if request.method == "POST" else None)
