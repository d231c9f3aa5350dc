"""A client's webhooks, and the log of what they were sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Query
from pydantic import ConfigDict, Field

from alongside.domain.cases.queries.paging import token_of, values_of
from alongside.domain.organisation.actions import webhooks as actions
from alongside.domain.organisation.models import Webhook, WebhookDelivery
from alongside.faces.api.answering import Chapter, seen_version
from alongside.faces.api.gate import ApiRequest, find
from alongside.faces.api.texts import Code, Id, In, Out
from alongside.kernel.events import known_events

webhooks = Chapter("Webhooks")
Url = Annotated[Code, Field(max_length=500)]
Events = Annotated[list[Annotated[Code, Field(max_length=60)]], Field(min_length=1, max_length=200)]


class WebhookIn(In):
    """Where to tell, and what: kinds of facts, or "*" alone for all."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"url": "https://erp.example.com/alongside", "events": ["case.opened", "case.closed"]}
            ]
        }
    )

    url: Url
    events: Events


class WebhookChange(In):
    """Only the fields that are given change."""

    url: Url | None = None
    events: Events | None = None
    is_active: bool | None = None


class WebhookOut(Out):
    """An address that is told facts."""

    id: int
    url: str
    events: list[str]
    is_active: bool
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None
    """When it was switched off after long failure."""
    version: int


class WebhookSecret(WebhookOut):
    """With the secret that signs, told this once."""

    secret: str


class WebhookList(Out):
    items: list[WebhookOut]


class DeliveryOut(Out):
    """One fact for one webhook: what was sent, and what came back."""

    id: str
    event: str
    state: str
    tries: int
    created_at: datetime
    tried_at: datetime | None
    next_try_at: datetime | None
    response_status: int | None
    response_excerpt: str
    error: str
    payload: dict[str, Any]


class Deliveries(Out):
    items: list[DeliveryOut]
    next: str


class EventKind(Out):
    """A kind of fact that a webhook can be told."""

    kind: str
    sentence: str


class EventKinds(Out):
    items: list[EventKind]


class Asked(Out):
    after: Annotated[str, Field(max_length=500)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@webhooks.get("/events", EventKinds)
def list_events(request: ApiRequest) -> EventKinds:
    """What a webhook can be told."""
    kinds = sorted(known_events().values(), key=lambda one: one.kind)
    return EventKinds(items=[EventKind(kind=one.kind, sentence=one.name) for one in kinds])


@webhooks.get("/webhooks", WebhookList)
def list_webhooks(request: ApiRequest) -> WebhookList:
    """This client's own."""
    rows = Webhook.objects.visible_to(request.viewer).order_by("id")
    return WebhookList(items=[WebhookOut(**_shape(one)) for one in rows])


@webhooks.post("/webhooks", WebhookSecret, status=201)
def add_webhook(request: ApiRequest, body: WebhookIn) -> WebhookSecret:
    """Tell this address from now on. The secret is told once, here."""
    webhook, secret = actions.add_webhook(
        request.viewer.client, url=body.url, events_wanted=body.events, by=request.viewer, now=request.now
    )
    return WebhookSecret(**_shape(webhook), secret=secret)


@webhooks.patch("/webhooks/{id}", WebhookOut)
def change_webhook(request: ApiRequest, id: Id, body: WebhookChange) -> WebhookOut:
    """Another address, other events, off or on."""
    changed = actions.change_webhook(
        _find(request, id),
        url=body.url,
        events_wanted=body.events,
        is_active=body.is_active,
        by=request.viewer,
        now=request.now,
        seen=seen_version(request),
    )
    return WebhookOut(**_shape(changed))


@webhooks.delete("/webhooks/{id}")
def remove_webhook(request: ApiRequest, id: Id) -> None:
    """It hears nothing any more; its log goes with it."""
    actions.remove_webhook(_find(request, id), by=request.viewer, now=request.now)


@webhooks.get("/webhooks/{id}/deliveries", Deliveries)
def list_deliveries(request: ApiRequest, id: Id, asked: Query[Asked]) -> Deliveries:
    """The log, newest first; kept for thirty days."""
    rows = _find(request, id).deliveries.order_by("-created_at", "-id")
    if asked.after:
        at, pk = values_of(asked.after, (datetime, str))
        rows = rows.filter(created_at__lte=at) if at else rows
        rows = rows.exclude(created_at=at, pk__gte=_uuid(pk)) if at else rows
    found = list(rows[: asked.limit + 1])
    page = found[: asked.limit]
    more = token_of(page[-1].created_at, str(page[-1].pk)) if len(found) > asked.limit else ""
    return Deliveries(items=[_delivery(one) for one in page], next=more)


@webhooks.post("/webhooks/{id}/deliveries/{delivery}/redeliver", DeliveryOut)
def redeliver(request: ApiRequest, id: Id, delivery: UUID) -> DeliveryOut:
    """Send it again."""
    found = find(WebhookDelivery.objects.filter(webhook=_find(request, id)), pk=delivery)
    return _delivery(actions.redeliver(found, by=request.viewer, now=request.now))


def _find(request: ApiRequest, id: int) -> Webhook:
    rows = Webhook.objects.visible_to(request.viewer).select_related("client__node")
    return find(rows, pk=id)


def _uuid(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        return UUID(int=0)


def _shape(webhook: Webhook) -> dict[str, Any]:
    names = ("url", "events", "is_active", "created_at", "failing_since", "disabled_at", "version")
    return {"id": webhook.pk, **{name: getattr(webhook, name) for name in names}}


def _delivery(delivery: WebhookDelivery) -> DeliveryOut:
    names = (
        "event", "state", "tries", "created_at", "tried_at", "next_try_at", "response_status",
        "response_excerpt", "error", "payload",
    )  # fmt: skip
    return DeliveryOut(id=str(delivery.pk), **{name: getattr(delivery, name) for name in names})
