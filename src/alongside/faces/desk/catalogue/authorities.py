"""Authorities through which cases come, and the form in which each wants its answer (CAS-18)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.cases.actions.keeping_authorities import (
    LABEL_CHARACTERS,
    MOST_BOXES,
    add_authority,
    change_authority,
)
from alongside.domain.cases.models import Authority
from alongside.domain.cases.permissions import CHANGE_CATALOGUE
from alongside.domain.cases.rules.boxes import SOURCES
from alongside.faces.desk.catalogue.kept_rows import KeptRow, NewRow
from alongside.faces.desk.local_names import LocalNameForm, as_typed, typed_name
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.kernel.local_text import pick

AREA, PAGE = "desk:catalogue", "faces/desk/catalogue/authority.html"
EMPTY = 2  # boxes to be filled in below those that are there


@desk_page(CHANGE_CATALOGUE)
def authorities(request: DeskRequest) -> HttpResponse:
    rows = [(one, pick(one.heading)) for one in Authority.objects.all()]
    return show(request, "faces/desk/catalogue/authorities.html", {"rows": rows}, area=AREA)


class AuthorityForm(LocalNameForm):
    """Its names, what stands above its form, and the boxes of it in their order."""

    heading_zh = forms.CharField(label=gettext_lazy("Heading of its form, in Chinese"), max_length=80)
    heading_en = forms.CharField(
        label=gettext_lazy("Heading of its form, in English"), max_length=120, required=False
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days it usually gives"),
        min_value=1,
        max_value=365,
        help_text=gettext_lazy("Calendar days; whoever enters a letter may say another day."),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Order in the list"), required=False, min_value=0, max_value=9999
    )

    def __init__(self, data: Any, authority: Authority | None = None) -> None:
        self.before = authority
        self.parts: list[Mapping[str, Any]] = list(authority.parts) if authority else []
        super().__init__(data, initial=_as_it_is(authority) if authority else {"days": 5})
        self.count = min(len(self.parts) + EMPTY, MOST_BOXES)
        for number in range(self.count):
            part = self.parts[number] if number < len(self.parts) else {"label": {}, "source": ""}
            self._add_box(number, part)

    def _add_box(self, number: int, part: Mapping[str, Any]) -> None:
        label = part["label"]
        given = {"number": number + 1}
        self.fields[f"box_{number}_place"] = forms.IntegerField(
            label=_("Order of box %(number)s") % given,
            initial=number + 1,
            min_value=0,
            max_value=99,
            required=False,
        )
        for language, text in (("zh", label.get("zh-hans", "")), ("en", label.get("en", ""))):
            words = _("Box %(number)s in Chinese") if language == "zh" else _("Box %(number)s in English")
            self.fields[f"box_{number}_{language}"] = forms.CharField(
                label=words % given, initial=text, max_length=LABEL_CHARACTERS, required=False
            )
        self.fields[f"box_{number}_source"] = forms.ChoiceField(
            label=_("Box %(number)s begins with") % given,
            choices=SOURCES,
            initial=part.get("source", ""),
            required=False,
        )

    def boxes(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each box."""
        names = ("place", "zh", "en", "source")
        return [{name: self[f"box_{number}_{name}"] for name in names} for number in range(self.count)]

    def others(self) -> list[forms.BoundField]:
        """What is no box."""
        return [self[name] for name in self.fields if not name.startswith("box_")]

    def given(self) -> dict[str, Any]:
        """What the action is given. A box without a name is none."""
        data, before = self.cleaned_data, self.before
        heading = {"name_zh": data["heading_zh"], "name_en": data["heading_en"]}
        made = {
            "name": typed_name(data, before.name if before else None),
            "heading": typed_name(heading, before.heading if before else None),
            "days": data["days"],
            "position": data["position"] or 0,
            "parts": self._typed_parts(),
        }
        return made | ({"is_active": data["is_active"]} if "is_active" in data else {})

    def _typed_parts(self) -> list[dict[str, Any]]:
        data = self.cleaned_data
        typed: list[tuple[tuple[int, int], dict[str, Any]]] = []
        for number in range(self.count):
            names = {"name_zh": data[f"box_{number}_zh"], "name_en": data[f"box_{number}_en"]}
            if not any(names.values()):
                continue
            was = self.parts[number] if number < len(self.parts) else {"label": {}}
            label = typed_name(names, was["label"])
            part = {"code": was.get("code", ""), "source": data[f"box_{number}_source"], "label": label}
            place = data[f"box_{number}_place"]
            typed.append(((number + 1 if place is None else place, number), part))
        return [part for _place, part in sorted(typed, key=lambda one: one[0])]


class AddAuthorityForm(NewRow, AuthorityForm):
    pass


class ChangeAuthorityForm(KeptRow, AuthorityForm):
    switched_off = gettext_lazy("Cases that bear a number of theirs keep it and are answered as before.")


@desk_page(CHANGE_CATALOGUE)
def add_authority_page(request: DeskRequest) -> HttpResponse:
    form = AddAuthorityForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            code = form.cleaned_data["code"]
            add_authority(code=code, **form.given(), by=request.viewer, now=request.now)
            return see(request, reverse("desk:authorities"), _("The authority is there."))
    return show(request, PAGE, {"form": form, "title": _("Add an authority")}, area=AREA)


@desk_page(CHANGE_CATALOGUE)
def change_authority_page(request: DeskRequest, pk: int) -> HttpResponse:
    authority = find(Authority.objects.all(), pk=pk)
    form = ChangeAuthorityForm(request.POST or None, authority)
    if form.is_valid():
        with refusals_on(form):
            seen = form.cleaned_data["seen"]
            change_authority(authority, **form.given(), seen=seen, by=request.viewer, now=request.now)
            return see(request, reverse("desk:authorities"), _("Saved."))
    context = {"form": form, "title": str(authority), "authority": authority}
    return show(request, PAGE, context, area=AREA)


def _as_it_is(authority: Authority) -> dict[str, Any]:
    heading = {f"heading_{key[5:]}": text for key, text in as_typed(authority.heading).items()}
    own = {name: getattr(authority, name) for name in ("days", "position", "is_active")}
    return {**as_typed(authority.name), **heading, **own, "seen": authority.version}
