"""The menu of an official account: changed as the phone shows it, and published (CHN-3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.conversations.actions.wechat.menu import keep_menu, publish_menu
from alongside.domain.conversations.models import Account, OfficialMenu
from alongside.domain.conversations.models.wechat import OFFICIAL
from alongside.domain.conversations.rules.wechat_menu import DOES, MOST_BELOW, MOST_BUTTONS, Entry
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.desk.system.official_account import menu_shown

PARTS = ("n", "d", "t")  # of an entry: its name, what it does, a target


class MenuForm(forms.Form):
    """Three names side by side, each with five below: n0, d0, t0; n0_0, d0_0, t0_0 …"""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        does = [("", gettext_lazy("Opens what is below, or nothing")), *DOES.items()]
        for at in _places():
            self.fields[f"n{at}"] = forms.CharField(label=gettext_lazy("Name"), max_length=40, required=False)
            self.fields[f"d{at}"] = forms.ChoiceField(
                label=gettext_lazy("A tap"), choices=does, required=False
            )
            self.fields[f"t{at}"] = forms.CharField(
                label=gettext_lazy("Address or key"), max_length=1_024, required=False
            )

    def columns(self) -> list[dict[str, Any]]:
        """As the template draws them."""
        return [
            {
                "entry": self._bound(f"{number}"),
                "below": [self._bound(f"{number}_{place}") for place in range(MOST_BELOW)],
            }
            for number in range(MOST_BUTTONS)
        ]

    def entries(self) -> list[Entry]:
        """What was typed, without rows that are empty; the rules check it."""
        said = {name: (self.data.get(name) or "").strip() for name in self.fields if name != "seen"}
        entries = []
        for number in range(MOST_BUTTONS):
            below = [_entry(said, f"{number}_{place}") for place in range(MOST_BELOW)]
            one = _entry(said, f"{number}") | {"below": [leaf for leaf in below if any(leaf.values())]}
            if any(one.values()):
                entries.append(one)
        return entries

    def _bound(self, at: str) -> list[forms.BoundField]:
        return [self[f"{part}{at}"] for part in PARTS]


@desk_page(MANAGE_SYSTEM)
def change_menu(request: DeskRequest, pk: int) -> HttpResponse:
    """Saved, and published at once if they say so; a look at it before that is htmx's `preview`."""
    account = _official(request, pk)
    shown = menu_shown(account)
    form = MenuForm(request.POST or None, initial=_initial(shown["menu"]))
    if request.POST.get("preview"):
        typed = {"entries": form.entries()}
        return show(request, "faces/desk/system/official_menu.html#phone", typed, area="desk:system")
    if form.is_valid():
        with refusals_on(form):
            given = {"entries": form.entries(), "seen": form.cleaned_data["seen"]}
            keep_menu(account, **given, by=request.viewer, now=request.now)
            if request.POST.get("publish"):
                publish_menu(account, by=request.viewer, now=request.now)
            return see(request, reverse("desk:account", args=[pk]), _("Saved."))
    entries = form.entries() if form.is_bound else shown["menu"].entries
    context = {"account": account, "form": form, "entries": entries}
    return show(request, "faces/desk/system/official_menu.html", context, area="desk:system")


@require_POST
@desk_page(MANAGE_SYSTEM)
def publish_menu_page(request: DeskRequest, pk: int) -> HttpResponse:
    publish_menu(_official(request, pk), by=request.viewer, now=request.now)
    return see(request, reverse("desk:account", args=[pk]), _("WeChat is being told."))


def _official(request: DeskRequest, pk: int) -> Account:
    account = find(Account.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    if account.provider != OFFICIAL:
        raise Http404
    return account


def _places() -> list[str]:
    rows = [
        [f"{number}", *(f"{number}_{one}" for one in range(MOST_BELOW))] for number in range(MOST_BUTTONS)
    ]
    return [one for row in rows for one in row]


def _entry(said: dict[str, str], at: str) -> Entry:
    return {"name": said[f"n{at}"], "does": said[f"d{at}"], "target": said[f"t{at}"]}


def _initial(menu: OfficialMenu) -> dict[str, Any]:
    told: dict[str, Any] = {"seen": menu.version}
    for number, one in enumerate(menu.entries):
        rows = [
            (f"{number}", one),
            *((f"{number}_{at}", leaf) for at, leaf in enumerate(one.get("below", []))),
        ]
        for at, entry in rows:
            told |= {
                f"n{at}": entry["name"],
                f"d{at}": entry.get("does", ""),
                f"t{at}": entry.get("target", ""),
            }
    return told
