"""Walk-in desks are set up: hours and standard, what people come for, windows, and the addresses at the door (CHN-6)."""

from __future__ import annotations

from typing import Any

import segno
from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.organisation.models import Node
from alongside.domain.reception.actions.lobbies import (
    change_lobby,
    keep_line,
    keep_window,
    renew_addresses,
    set_up_lobby,
)
from alongside.domain.reception.models import Line, Lobby
from alongside.domain.reception.permissions import KEEP_LOBBIES, SEE_RECEPTION
from alongside.domain.reception.rules.addresses import address_of
from alongside.faces.desk.day_input import HourInput
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.local_names import LocalNameForm, as_typed, typed_name
from alongside.faces.desk.organisation.tree import node_choices
from alongside.faces.desk.page import DeskRequest, desk_page, find, see, show
from alongside.faces.desk.reception.acts import lobby_of

AREA = "desk:reception"
ICONS = (
    ("home-search", gettext_lazy("Looking for a home")),
    ("home-heart", gettext_lazy("Living here")),
    ("file-text", gettext_lazy("Papers")),
    ("key", gettext_lazy("Keys and handover")),
    ("tool", pgettext_lazy("what people come for", "Repairs")),
    ("cash", gettext_lazy("Payments")),
    ("message-circle", gettext_lazy("Anything else")),
)


class LobbyForm(forms.Form):
    """Name, hours and standard of a desk."""

    name = forms.CharField(label=gettext_lazy("Name, as visitors read it"), max_length=60)
    opens = forms.TimeField(label=gettext_lazy("Opens at"), widget=HourInput, initial="09:00")
    closes = forms.TimeField(label=gettext_lazy("Closes at"), widget=HourInput, initial="18:00")
    keeps_days_off = forms.BooleanField(
        label=gettext_lazy("Closed on days off"),
        required=False,
        help_text=gettext_lazy("As the calendar of the place says, make-up working days included."),
    )
    greet_minutes = forms.IntegerField(
        label=gettext_lazy("Called within, in minutes"), min_value=1, max_value=240, initial=15
    )
    warn_minutes = forms.IntegerField(
        label=gettext_lazy("Warn so many minutes before"), min_value=0, max_value=239, initial=5
    )
    visit_minutes = forms.IntegerField(
        label=gettext_lazy("A visit takes about, in minutes"),
        min_value=1,
        max_value=240,
        initial=10,
        help_text=gettext_lazy("For the likely waiting time, until the day has shown it."),
    )
    calls_before_missed = forms.IntegerField(
        label=gettext_lazy("Calls before somebody counts as gone"), min_value=1, max_value=9, initial=3
    )


class LineForm(LocalNameForm):
    icon = forms.ChoiceField(label=gettext_lazy("Picture"), choices=ICONS)
    is_active = forms.BooleanField(label=gettext_lazy("Offered at the door"), required=False, initial=True)


class WindowForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name, as it is called out"), max_length=20)
    lines = forms.ModelMultipleChoiceField(
        Line.objects.none(),
        label=gettext_lazy("Serves"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing chosen: whatever people come for."),
    )
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)


@desk_page(SEE_RECEPTION)
def lobbies(request: DeskRequest) -> HttpResponse:
    rows = (
        Lobby.objects.visible_to(request.viewer).select_related("node").prefetch_related("windows", "lines")
    )
    context = {
        "lobbies": list(rows.order_by("-is_active", "name")[:200]),
        "may_keep": request.viewer.may(KEEP_LOBBIES),
    }
    return show(request, "faces/desk/reception/lobbies.html", context, area=AREA)


@desk_page(KEEP_LOBBIES)
def set_up_lobby_page(request: DeskRequest) -> HttpResponse:
    form = LobbyForm(request.POST or None)
    form.fields["node"] = forms.ChoiceField(
        label=gettext_lazy("Place"), choices=node_choices(request, KEEP_LOBBIES)
    )
    form.order_fields(["node"])

    def act(data: dict[str, Any]) -> str:
        node = find(Node.objects.all(), pk=int(data.pop("node")))
        return _address(set_up_lobby(node, **data, by=request.viewer, now=request.now))

    return form_page(
        request, form, act, title=_("Set up a walk-in desk"), back=reverse("desk:lobbies"),
        crumb=_("Walk-in desks"), said=_("Now say what people come for, and add the windows."), area=AREA,
    )  # fmt: skip


@desk_page(KEEP_LOBBIES)
def lobby_page(request: DeskRequest, lobby_id: int) -> HttpResponse:
    """All of one desk, with the addresses of its tablet and screen."""
    lobby = _kept(request, lobby_id)
    places = [
        ("door", _("Tablet at the door"), _("Visitors draw their numbers on it. Open it in the tablet's browser, in full screen.")),
        ("screen", _("Screen in the waiting room"), _("Shows which number is called to which window.")),
    ]  # fmt: skip
    addresses = [(title, words, _url(request, lobby, place)) for place, title, words in places]
    context = {
        "lobby": lobby,
        "lines": list(lobby.lines.all()),
        "windows": list(lobby.windows.prefetch_related("lines").select_related("staff")),
        "addresses": [(title, words, url, _picture(url)) for title, words, url in addresses],
    }
    return show(request, "faces/desk/reception/lobby.html", context, area=AREA)


@desk_page(KEEP_LOBBIES)
def change_lobby_page(request: DeskRequest, lobby_id: int) -> HttpResponse:
    lobby = _kept(request, lobby_id)
    before = {name: getattr(lobby, name) for name in (*LobbyForm.base_fields, "is_active")}
    form = LobbyForm(request.POST or None, initial=before | {"seen": lobby.version})
    form.fields["is_active"] = forms.BooleanField(label=gettext_lazy("In use"), required=False)
    form.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput)

    def act(data: dict[str, Any]) -> str:
        change_lobby(lobby, **data, by=request.viewer, now=request.now)
        return _address(lobby)

    return form_page(
        request, form, act, title=_("Change the walk-in desk"), back=_address(lobby), crumb=lobby.name,
        said=_("Saved."), area=AREA,
    )  # fmt: skip


@desk_page(KEEP_LOBBIES)
def keep_line_page(request: DeskRequest, lobby_id: int, line_id: int = 0) -> HttpResponse:
    """Something people come for, new or changed."""
    lobby = _kept(request, lobby_id)
    line = find(lobby.lines.all(), pk=line_id) if line_id else None
    initial = as_typed(line.name) | {"icon": line.icon, "is_active": line.is_active} if line else {}

    def act(data: dict[str, Any]) -> str:
        name = typed_name(data, line.name if line else None)
        kept = {"icon": data["icon"], "is_active": data["is_active"]}
        keep_line(lobby, name=name, line=line, **kept, by=request.viewer, now=request.now)
        return _address(lobby)

    return form_page(
        request, LineForm(request.POST or None, initial=initial), act, title=_("What people come for"),
        back=_address(lobby), crumb=lobby.name, said=_("Saved."), area=AREA,
    )  # fmt: skip


@desk_page(KEEP_LOBBIES)
def keep_window_page(request: DeskRequest, lobby_id: int, window_id: int = 0) -> HttpResponse:
    """A window, new or changed."""
    lobby = _kept(request, lobby_id)
    window = find(lobby.windows.all(), pk=window_id) if window_id else None
    initial = (
        {"name": window.name, "lines": window.lines.all(), "is_active": window.is_active} if window else {}
    )
    form = WindowForm(request.POST or None, initial=initial)
    form.fields["lines"].queryset = lobby.lines.all()

    def act(data: dict[str, Any]) -> str:
        keep_window(lobby, window=window, **data, by=request.viewer, now=request.now)
        return _address(lobby)

    return form_page(
        request, form, act, title=_("Window"), back=_address(lobby), crumb=lobby.name, said=_("Saved."), area=AREA
    )  # fmt: skip


@require_POST
@desk_page(KEEP_LOBBIES)
def renew_addresses_page(request: DeskRequest, lobby_id: int) -> HttpResponse:
    lobby = _kept(request, lobby_id)
    renew_addresses(lobby, by=request.viewer, now=request.now)
    return see(request, _address(lobby), _("The old addresses open nothing any more."))


def _kept(request: DeskRequest, lobby_id: int) -> Lobby:
    lobby = lobby_of(request, lobby_id)
    request.viewer.require(KEEP_LOBBIES, on=lobby)
    return lobby


def _address(lobby: Lobby) -> str:
    return reverse("desk:lobby", args=[lobby.pk])


def _url(request: DeskRequest, lobby: Lobby, place: Any) -> str:
    return request.build_absolute_uri(
        reverse(f"walk_in_{place}", args=[address_of(lobby.pk, lobby.door_turn, place)])
    )


def _picture(url: str) -> SafeString:
    return mark_safe(segno.make(url, error="m").svg_inline(border=2, omitsize=True))
