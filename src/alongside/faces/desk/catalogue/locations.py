"""The catalogue of places in homes and public areas: room, component, part (EST-3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.estates.actions import add_location, change_location
from alongside.domain.estates.models import Location
from alongside.domain.estates.permissions import CHANGE_LOCATIONS
from alongside.faces.desk.catalogue.branches import in_order
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.local_names import LocalNameForm, as_typed, typed_name
from alongside.faces.desk.page import DeskRequest, desk_page, find, show

INDENT = "\u2003"


@desk_page(CHANGE_LOCATIONS)
def locations(request: DeskRequest) -> HttpResponse:
    is_public = request.GET.get("public") == "1"
    context = {"is_public": is_public, "leaves": in_order(Location.objects.filter(is_public=is_public))}
    return show(request, "faces/desk/catalogue/locations.html", context, area="desk:catalogue")


class LocationForm(LocalNameForm):
    """A row, and below what it stands."""

    place = forms.ChoiceField(label=gettext_lazy("Below what"))
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy(
            "Small letters, digits, underscore; figures count by it, so it never changes."
        ),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Order in the list"), required=False, min_value=0, max_value=9999
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rows: dict[bool, list[Any]] = {False: [], True: []}
        for one in Location.objects.filter(is_active=True):
            rows[one.is_public].append(one)
        self.fields["place"].choices = [
            choice
            for code, name, is_public in (
                ("home", _("In a home"), False),
                ("public", _("In public areas"), True),
            )
            for choice in (
                (code, name),
                *(
                    (str(leaf.row.pk), f"{INDENT * (leaf.depth + 1)}{leaf.row}")
                    for leaf in in_order(rows[is_public])
                ),
            )
        ]


@desk_page(CHANGE_LOCATIONS)
def add_location_page(request: DeskRequest) -> HttpResponse:
    back = reverse("desk:locations")
    first = {"place": request.GET.get("below") or ("public" if request.GET.get("public") == "1" else "home")}

    def act(data: dict[str, Any]) -> str:
        parent = Location.objects.filter(pk=data["place"]).first() if data["place"].isdigit() else None
        made = add_location(
            code=data["code"],
            name=typed_name(data),
            parent=parent,
            is_public=data["place"] == "public",
            position=data["position"] or 0,
            by=request.viewer,
            now=request.now,
        )
        return f"{back}?public=1" if made.is_public else back

    return form_page(
        request,
        LocationForm(request.POST or None, initial=first),
        act,
        title=_("Add a place"),
        back=back,
        crumb=_("Location catalogue"),
        submit=_("Add"),
        said=_("The place is there."),
        area="desk:catalogue",
    )


class ChangeLocationForm(LocalNameForm):
    position = forms.IntegerField(label=gettext_lazy("Order in the list"), min_value=0, max_value=9999)
    is_active = forms.BooleanField(
        label=gettext_lazy("May be chosen"),
        required=False,
        help_text=gettext_lazy("What was found there before stays counted there."),
    )


@desk_page(CHANGE_LOCATIONS)
def change_location_page(request: DeskRequest, pk: int) -> HttpResponse:
    location = find(Location.objects.all(), pk=pk)
    back = reverse("desk:locations") + ("?public=1" if location.is_public else "")
    as_it_is = {**as_typed(location.name), "position": location.position, "is_active": location.is_active}

    def act(data: dict[str, Any]) -> str:
        own = {"position": data["position"], "is_active": data["is_active"]}
        change_location(
            location, name=typed_name(data, location.name), **own, by=request.viewer, now=request.now
        )
        return back

    return form_page(
        request,
        ChangeLocationForm(request.POST or None, initial=as_it_is),
        act,
        title=str(location),
        back=back,
        crumb=_("Location catalogue"),
        lead=location.code,
        said=_("Saved."),
        area="desk:catalogue",
    )
