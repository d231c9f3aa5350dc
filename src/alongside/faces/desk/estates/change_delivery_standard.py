"""What is promised to be delivered, by room and component (EST-1): a line each, at the end empty ones to go on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.domain.estates.actions import change_estate
from alongside.domain.estates.models import Estate, Location
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show

EMPTY_LINES = 5


class LineForm(forms.Form):
    """What is too long or incomplete is refused by the action, which names the line."""

    room = forms.CharField(label=gettext_lazy("Room"), required=False)
    component = forms.CharField(label=gettext_lazy("Component"), required=False)
    promised = forms.CharField(label=gettext_lazy("What is promised"), required=False)


class StandardForm(forms.Form):
    """`seen` is the version of the estate that was on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


@desk_page(CHANGE_ESTATES)
def change_delivery_standard_page(request: DeskRequest, pk: int) -> HttpResponse:
    estate = find(Estate.objects.visible_to(request.viewer), pk=pk)
    form = StandardForm(request.POST or None, initial={"seen": estate.version})
    lines = _lines(request, estate)
    if form.is_valid():
        with refusals_on(form):
            change_estate(
                estate,
                delivery_standard=[one.cleaned_data for one in lines if one.is_valid()],
                seen=form.cleaned_data["seen"],
                by=request.viewer,
                now=request.now,
            )
            if "more" in request.POST:
                return see(request, f"{request.path}#more")
            return see(request, reverse("desk:estate", args=[pk]), _("Saved."))
    context = {"estate": estate, "form": form, "lines": lines, **_known_places()}
    return show(request, "faces/desk/estates/change_delivery_standard.html", context, area="desk:estates")


def _lines(request: DeskRequest, estate: Estate) -> list[LineForm]:
    if request.method == "POST":
        count = min(sum(name.endswith("-room") for name in request.POST), 600)
        return [LineForm(request.POST, prefix=f"line{place}") for place in range(count)]
    stored: list[dict[str, Any]] = [*estate.delivery_standard, *({} for _more in range(EMPTY_LINES))]
    return [LineForm(prefix=f"line{place}", initial=one) for place, one in enumerate(stored)]


def _known_places() -> dict[str, list[str]]:
    """Rooms and components of the location catalogue, offered while typing (EST-3)."""
    known = list(Location.objects.filter(is_active=True, is_public=False))
    rooms = list(dict.fromkeys(str(one) for one in known if one.parent_id is None))
    parts = list(dict.fromkeys(str(one) for one in known if one.parent_id is not None))
    return {"rooms": rooms, "components": parts}
