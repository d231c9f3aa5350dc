"""Group robots: added with the address that their platform shows, changed, tried (CHN-3)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.platforms.actions.robots import add_robot, change_robot, try_robot
from alongside.domain.platforms.models import GroupRobot, PlatformName
from alongside.domain.platforms.rules.group import LABELS
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.organisation.tree import node_choices
from alongside.faces.desk.page import DeskRequest, desk_page, find, see


class RobotForm(forms.Form):
    """What it is called, how it is reached, what it tells."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("The heading of what it says.")
    )
    address = forms.CharField(
        label=gettext_lazy("Address of the robot"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "The Webhook address that the platform shows. Only the key in it is kept, encrypted."
        ),
    )
    secret = forms.CharField(
        label=gettext_lazy("Signing secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "DingTalk and Feishu: choose signing as their safety setting. WeCom has none."
        ),
    )
    news = forms.MultipleChoiceField(
        label=gettext_lazy("What it tells"), choices=list(LABELS.items()), widget=forms.CheckboxSelectMultiple
    )


class AddForm(RobotForm):
    node = forms.ChoiceField(
        label=gettext_lazy("Where"),
        help_text=gettext_lazy("It tells what happens there and everywhere below."),
    )
    platform = forms.ChoiceField(label=gettext_lazy("Platform"), choices=PlatformName)
    field_order = ("node", "platform")

    def __init__(self, request: DeskRequest, *args: Any) -> None:
        super().__init__(*args)
        self.fields["node"].choices = node_choices(request, MANAGE_SYSTEM)


class ChangeForm(RobotForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["address"].required = False
        for name in ("address", "secret"):
            self.fields[name].help_text = gettext_lazy("Empty: it stays what it was.")


@desk_page(MANAGE_SYSTEM)
def add_robot_page(request: DeskRequest) -> HttpResponse:
    def act(data: dict[str, Any]) -> str:
        node = Node.objects.visible_to(request.viewer, MANAGE_SYSTEM).get(pk=data.pop("node"))
        add_robot(node=node, **data, by=request.viewer, now=request.now)
        return reverse("desk:platforms")

    return form_page(
        request,
        AddForm(request, request.POST or None),
        act,
        title=_("Add a group robot"),
        back=reverse("desk:platforms"),
        crumb=_("Platforms"),
        submit=_("Add"),
        lead=_(
            "It tells a group of your staff what is urgent: never a customer's name, and a link for the rest."
        ),
        said=_("Added. Let it speak once now."),
        area="desk:system",
    )


@desk_page(MANAGE_SYSTEM)
def change_robot_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = find(GroupRobot.objects.visible_to(request.viewer).select_related("node"), pk=pk)

    def act(data: dict[str, Any]) -> str:
        change_robot(found, **data, by=request.viewer, now=request.now)
        return reverse("desk:platforms")

    as_it_is = {"name": found.name, "news": found.news, "is_active": found.is_active, "seen": found.version}
    return form_page(
        request,
        ChangeForm(request.POST or None, initial=as_it_is),
        act,
        title=_("Change the group robot"),
        back=reverse("desk:platforms"),
        crumb=_("Platforms"),
        said=_("Saved."),
        area="desk:system",
    )


@require_POST
@desk_page(MANAGE_SYSTEM)
def try_robot_page(request: DeskRequest, pk: int) -> HttpResponse:
    """Say something in the group now; a refusal says what the platform said."""
    found = find(GroupRobot.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    try_robot(found, by=request.viewer, now=request.now)
    return see(request, reverse("desk:platforms"), _("It spoke; look into the group."))
