"""API clients: created with a token told once, watched, revoked (INF-6)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.organisation.actions import create_client, revoke_client
from alongside.domain.organisation.models import ApiClient, Node, Role, WebhookDelivery
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.rules import SEPARATED
from alongside.faces.desk.organisation.appoint import DateTimeInput
from alongside.faces.desk.organisation.tree import node_choices
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show

MOST = 200
LOG = 50


@desk_page(MANAGE_SYSTEM)
def clients(request: DeskRequest) -> HttpResponse:
    found = (
        ApiClient.objects.visible_to(request.viewer)
        .select_related("role", "node")
        .prefetch_related("webhooks")
        .order_by("revoked_at", "name", "pk")[:MOST]
    )
    return show(request, "faces/desk/system/clients.html", {"clients": found}, area="desk:system")


class ClientForm(forms.Form):
    """What the program is, and what it may where."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    role = forms.ModelChoiceField(
        Role.objects.none(),
        label=gettext_lazy("Role"),
        empty_label="—",
        help_text=gettext_lazy(
            "One that allows more than you may yourself waits until whoever manages the accounts approves it."
        ),
    )
    node = forms.ChoiceField(
        label=gettext_lazy("Where"), help_text=gettext_lazy("There and everywhere below.")
    )
    expires_at = forms.DateTimeField(label=gettext_lazy("Until"), required=False, widget=DateTimeInput)
    requests_per_minute = forms.IntegerField(
        label=gettext_lazy("Requests a minute"), min_value=1, max_value=100_000, initial=600
    )

    def __init__(self, request: DeskRequest, *args: Any) -> None:
        super().__init__(*args)
        kept = sorted(code for code in SEPARATED if not request.viewer.reaches.get(code))
        self.fields["role"].queryset = (
            Role.objects.in_use().exclude(permissions__overlap=kept).order_by("-escalation_rank", "pk")
        )
        self.fields["node"].choices = node_choices(request, MANAGE_SYSTEM)


@desk_page(MANAGE_SYSTEM)
def add_client(request: DeskRequest) -> HttpResponse:
    """The token stands on the answer itself and nowhere else, so this page does not go on to another."""
    form = ClientForm(request, request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            given = dict(form.cleaned_data)
            node = Node.objects.visible_to(request.viewer, MANAGE_SYSTEM).get(pk=given.pop("node"))
            made, token = create_client(node=node, **given, by=request.viewer, now=request.now)
            told = {"secret": token, "title": made.name, "url": reverse("desk:api_client", args=[made.pk])}
            if made.is_waiting:
                told["note"] = _("It is let in once whoever manages the accounts there has approved it.")
            return tell_once(request, told, _("Token of the API client"))
    context = {
        "form": form,
        "title": _("Create an API client"),
        "back": reverse("desk:api_clients"),
        "crumb": _("API clients and webhooks"),
        "submit": _("Create and show the token"),
        "lead": _("The token is shown once, on the next page. Whoever has it may what the role may there."),
    }
    return show(request, "faces/desk/form_page.html", context, area="desk:system")


def tell_once(request: DeskRequest, told: dict[str, str], what: str) -> HttpResponse:
    """A secret on a page that no cache keeps."""
    answer = show(request, "faces/desk/system/told_once.html", {**told, "what": what}, area="desk:system")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@desk_page(MANAGE_SYSTEM)
def client(request: DeskRequest, pk: int) -> HttpResponse:
    found = find(ApiClient.objects.visible_to(request.viewer).select_related("role", "node"), pk=pk)
    context = {
        "client": found,
        "is_alive": found.revoked_at is None and (found.expires_at is None or found.expires_at > request.now),
        "webhooks": found.webhooks.order_by("pk"),
        "deliveries": WebhookDelivery.objects.filter(webhook__client=found)
        .select_related("webhook")
        .order_by("-created_at")[:LOG],
    }
    return show(request, "faces/desk/system/client.html", context, area="desk:system")


@require_POST
@desk_page(MANAGE_SYSTEM)
def revoke_client_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = find(ApiClient.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    revoke_client(found, by=request.viewer, now=request.now)
    return see(request, reverse("desk:api_client", args=[pk]), _("Revoked: it is not let in any more."))
