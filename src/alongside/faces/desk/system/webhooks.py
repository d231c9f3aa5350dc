"""Webhooks of a client: added with a secret told once, switched, and the log of what was sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from alongside.domain.organisation.actions import add_webhook, change_webhook, redeliver, remove_webhook
from alongside.domain.organisation.models import ApiClient, Webhook, WebhookDelivery
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.faces.desk.form_page import form_page
from alongside.faces.desk.page import DeskRequest, desk_page, find, refusals_on, see, show
from alongside.faces.desk.system.clients import LOG, tell_once
from alongside.kernel.events import known_events


class WebhookForm(forms.Form):
    """An address and the kinds of facts that it is told."""

    url = forms.URLField(label=gettext_lazy("Address"), max_length=500, assume_scheme="https")
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=gettext_lazy("Hold Ctrl to choose several; the first stands for all."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [(kind, f"{kind} · {event.name}") for kind, event in sorted(known_events().items())]
        self.fields["events"].choices = [("*", _("all events")), *known]

    def clean_events(self) -> list[str]:
        chosen = self.cleaned_data["events"]
        return ["*"] if "*" in chosen else chosen


class ChangeWebhookForm(WebhookForm):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    is_active = forms.BooleanField(label=gettext_lazy("Switched on"), required=False)


@desk_page(MANAGE_SYSTEM)
def add_webhook_page(request: DeskRequest, pk: int) -> HttpResponse:
    client = find(ApiClient.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    form = WebhookForm(request.POST or None, initial={"events": ["*"]})
    back = reverse("desk:api_client", args=[pk])
    if form.is_valid():
        with refusals_on(form):
            data = form.cleaned_data
            _made, secret = add_webhook(
                client, url=data["url"], events_wanted=data["events"], by=request.viewer, now=request.now
            )
            told = {"secret": secret, "title": client.name, "url": back}
            return tell_once(request, told, _("Secret that signs the webhook"))
    context = {
        "form": form,
        "title": _("Add a webhook"),
        "back": back,
        "crumb": client.name,
        "submit": _("Add"),
    }
    return show(request, "faces/desk/form_page.html", context, area="desk:system")


@desk_page(MANAGE_SYSTEM)
def webhook(request: DeskRequest, pk: int) -> HttpResponse:
    found = find(Webhook.objects.visible_to(request.viewer).select_related("client__node"), pk=pk)
    here = reverse("desk:webhook", args=[pk])
    as_it_is = {name: getattr(found, name) for name in ("url", "events", "is_active")}
    form = ChangeWebhookForm(request.POST or None, initial={"seen": found.version, **as_it_is})
    if form.is_valid():
        with refusals_on(form):
            given = dict(form.cleaned_data)
            wanted = given.pop("events")
            change_webhook(found, events_wanted=wanted, **given, by=request.viewer, now=request.now)
            return see(request, here, _("Saved."))
    context = {
        "webhook": found,
        "form": form,
        "deliveries": found.deliveries.order_by("-created_at")[:LOG],
    }
    return show(request, "faces/desk/system/webhook.html", context, area="desk:system")


@desk_page(MANAGE_SYSTEM)
def remove_webhook_page(request: DeskRequest, pk: int) -> HttpResponse:
    found = find(Webhook.objects.visible_to(request.viewer).select_related("client__node"), pk=pk)

    def act(data: dict[str, Any]) -> str:
        remove_webhook(found, by=request.viewer, now=request.now)
        return reverse("desk:api_client", args=[found.client_id])

    return form_page(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        act,
        title=_("Remove this webhook"),
        back=reverse("desk:webhook", args=[pk]),
        crumb=found.url,
        submit=_("Remove"),
        lead=_("It hears nothing any more, and its log goes with it."),
        is_danger=True,
        said=_("Removed."),
        area="desk:system",
    )


@require_POST
@desk_page(MANAGE_SYSTEM)
def redeliver_page(request: DeskRequest, pk: UUID) -> HttpResponse:
    mine = Webhook.objects.visible_to(request.viewer)
    delivery = find(
        WebhookDelivery.objects.filter(webhook__in=mine).select_related("webhook__client__node"), pk=pk
    )
    redeliver(delivery, by=request.viewer, now=request.now)
    return see(request, reverse("desk:webhook", args=[delivery.webhook_id]), _("It is sent again."))
