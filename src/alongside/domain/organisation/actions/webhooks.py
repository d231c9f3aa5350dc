"""Webhooks: a client's address is told facts about what the client may see, signed, until it takes them.

The rows are the queue: what was written with a fact's reaction is sent by a job, and a round finds what a dead
worker left behind. A fact may arrive twice (the delivery's id tells), never not at all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation import events
from alongside.domain.organisation.hooks import name_for_viewer
from alongside.domain.organisation.models import ApiClient, ClientActor, Webhook, WebhookDelivery
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import client_actor
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.events import Event, known_events
from alongside.kernel.jobs import defer
from alongside.kernel.models import JournalEntry
from alongside.kernel.outgoing import Answer, check_address, post
from alongside.kernel.refusals import NotAllowed, Refused

ALL = "*"
JOB, QUEUE = "alongside.domain.organisation.jobs.send_webhook", "webhooks"
# After each failed try; the last one is given up about 16 hours after the first.
WAITS = [timedelta(seconds=seconds) for seconds in (10, 60, 300, 1_800, 7_200, 18_000, 32_400)]
MOST_TRIES = len(WAITS) + 1
CLAIMED = timedelta(seconds=60)  # a try that said nothing for so long is taken as lost
DISABLED_AFTER = timedelta(days=3)
KEPT = timedelta(days=30)
MOST_WEBHOOKS = 20
URL_CHARACTERS = 500
ROUND = 200  # deliveries that a round picks up


@transaction.atomic
def add_webhook(
    client: ApiClient, *, url: str, events_wanted: Sequence[str], by: Actor, now: datetime
) -> tuple[Webhook, str]:
    """Tell this address from now on. The secret that signs is told once, here."""
    _needs_own(client, by)
    ApiClient.objects.select_for_update().get(pk=client.pk)
    if client.webhooks.count() >= MOST_WEBHOOKS:
        raise Refused(_("A client has at most %(n)s webhooks.") % {"n": MOST_WEBHOOKS})
    secret = secrets.token_urlsafe(32)
    webhook = Webhook.objects.create(
        client=client,
        url=_checked_url(url),
        secret=secret,
        events=_checked_events(events_wanted),
        created_at=now,
    )
    _record(events.WEBHOOK_ADDED, webhook, by=by, now=now)
    return webhook, secret


@transaction.atomic
def change_webhook(
    webhook: Webhook,
    *,
    by: Actor,
    now: datetime,
    url: str | None = None,
    events_wanted: Sequence[str] | None = None,
    is_active: bool | None = None,
    seen: int | None = None,
) -> Webhook:
    """Another address, other events, off or on. Switched on again it is given its time to fail anew."""
    _needs_own(webhook.client, by)
    fresh = lock(webhook, seen=seen)
    if url is not None:
        fresh.url = _checked_url(url)
    if events_wanted is not None:
        fresh.events = _checked_events(events_wanted)
    if is_active is not None:
        fresh.is_active, fresh.disabled_at = is_active, None
        if is_active:
            fresh.failing_since = None
    fresh.version += 1
    fresh.save()
    _record(events.WEBHOOK_CHANGED, fresh, by=by, now=now)
    return fresh


@transaction.atomic
def remove_webhook(webhook: Webhook, *, by: Actor, now: datetime) -> None:
    """It hears nothing any more; its log goes with it."""
    _needs_own(webhook.client, by)
    _record(events.WEBHOOK_REMOVED, webhook, by=by, now=now)
    webhook.delete()


@transaction.atomic
def tell_webhooks(entry: JournalEntry, *, now: datetime) -> int:
    """Write a delivery for each webhook whose client may see what the fact is about. Once, however often called."""
    wanting = Webhook.objects.listening().filter(events__overlap=[ALL, entry.kind])
    rows = []
    for webhook in wanting.select_related("client__node", "client__role"):
        name = next(iter(name_for_viewer.ask(entry, client_actor(webhook.client))), None)
        if name is not None:
            rows.append(
                WebhookDelivery(
                    webhook=webhook,
                    entry_id=entry.pk,
                    event=entry.kind,
                    payload=_payload(entry, name),
                    created_at=now,
                    next_try_at=now,
                )
            )
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:  # not the ids of ours: another try of this reaction may have been first
        for pk in WebhookDelivery.objects.filter(entry_id=entry.pk, state="queued").values_list(
            "pk", flat=True
        ):
            defer(JOB, queue=QUEUE, delivery_id=str(pk))
    return len(rows)


def send_delivery(delivery_id: str, *, now: datetime) -> None:
    """Send one, if it is due and nobody else is at it; note what came back and when to try again."""
    delivery = _claim(delivery_id, now=now)
    if delivery is None:
        return
    body = body_of(delivery)
    answer = post(delivery.webhook.url, body, headers_of(delivery, body, now=now))
    note_answer(delivery, answer, now=now)


@transaction.atomic
def note_answer(delivery: WebhookDelivery, answer: Answer, *, now: datetime) -> None:
    """Write the outcome of one try into the log. Long failure switches the webhook off, and the journal tells."""
    delivery.tried_at, delivery.response_status = now, answer.status
    delivery.response_excerpt, delivery.error = answer.excerpt, answer.error[:200]
    delivery.next_try_at = None
    if answer.is_taken:
        delivery.state = WebhookDelivery.State.SENT
        Webhook.objects.filter(pk=delivery.webhook_id, failing_since__isnull=False).update(failing_since=None)
    elif delivery.tries >= MOST_TRIES:
        delivery.state = WebhookDelivery.State.PARKED
    else:
        delivery.next_try_at = now + WAITS[delivery.tries - 1]
        defer(JOB, queue=QUEUE, at=delivery.next_try_at, delivery_id=str(delivery.pk))
    delivery.save()
    if not answer.is_taken:
        _count_failure(delivery.webhook, now=now)


@transaction.atomic
def redeliver(delivery: WebhookDelivery, *, by: Actor, now: datetime) -> WebhookDelivery:
    """Send it again, from the first try."""
    _needs_own(delivery.webhook.client, by)
    delivery.state, delivery.tries, delivery.next_try_at = WebhookDelivery.State.QUEUED, 0, now
    delivery.save(update_fields=["state", "tries", "next_try_at"])
    defer(JOB, queue=QUEUE, delivery_id=str(delivery.pk))
    return delivery


@transaction.atomic
def requeue_deliveries(*, now: datetime) -> int:
    """Enqueue what is overdue although nobody is at it: its job was lost. How many."""
    lost = WebhookDelivery.objects.filter(
        state="queued", next_try_at__lt=now - CLAIMED, webhook__in=Webhook.objects.listening()
    )
    ids = list(lost.order_by("next_try_at").values_list("pk", flat=True)[:ROUND])
    for pk in ids:
        defer(JOB, queue=QUEUE, queueing_lock=f"webhook:{pk}", delivery_id=str(pk))
    return len(ids)


def forget_deliveries(*, now: datetime) -> int:
    """Drop log lines older than a month; how many."""
    return WebhookDelivery.objects.filter(created_at__lt=now - KEPT).delete()[0]


def body_of(delivery: WebhookDelivery) -> bytes:
    """What is sent. Ids and codes only; who wants words asks the API, which asks who they are."""
    return json.dumps({"id": str(delivery.pk), **delivery.payload}, ensure_ascii=False).encode()


def headers_of(delivery: WebhookDelivery, body: bytes, *, now: datetime) -> dict[str, str]:
    """The signature covers the time as well, so that an old delivery cannot be played again."""
    timestamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Alongside-Webhook/1",
        "X-Alongside-Delivery": str(delivery.pk),
        "X-Alongside-Event": delivery.event,
        "X-Alongside-Timestamp": timestamp,
        "X-Alongside-Signature": f"sha256={signature_of(delivery.webhook.secret, timestamp, body)}",
    }


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over `timestamp.body`, in hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@transaction.atomic
def _claim(delivery_id: str, *, now: datetime) -> WebhookDelivery | None:
    """Take it for one try: until the claim runs out nobody else does."""
    delivery = (
        WebhookDelivery.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("webhook")
        .filter(pk=delivery_id, state="queued", next_try_at__lte=now, webhook__in=Webhook.objects.listening())
        .first()
    )
    if delivery is not None:
        delivery.tries += 1
        delivery.next_try_at = now + CLAIMED
        delivery.save(update_fields=["tries", "next_try_at"])
    return delivery


def _count_failure(webhook: Webhook, *, now: datetime) -> None:
    fresh = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if fresh.failing_since is None:
        fresh.failing_since = now
        fresh.save(update_fields=["failing_since"])
    elif fresh.is_active and now - fresh.failing_since >= DISABLED_AFTER:
        fresh.is_active, fresh.disabled_at = False, now
        fresh.version += 1
        fresh.save(update_fields=["is_active", "disabled_at", "version"])
        _record(events.WEBHOOK_DISABLED, fresh, by=SYSTEM, now=now)


def _payload(entry: JournalEntry, name: str) -> dict[str, object]:
    return {
        "event": entry.kind,
        "at": entry.at.isoformat(),
        "about": {"kind": entry.about_kind, "id": name},
        "facts": entry.facts,
    }


def _needs_own(client: ApiClient, by: Actor) -> None:
    if isinstance(by, ClientActor):
        if by.id != client.pk:
            raise NotAllowed(_("This webhook belongs to another client."))
    else:
        by.require(MANAGE_SYSTEM, on=client)


def _checked_url(url: str) -> str:
    url = url.strip()
    if len(url) > URL_CHARACTERS:
        raise Refused(_("The address is longer than %(n)s characters.") % {"n": URL_CHARACTERS}, field="url")
    check_address(url)
    return url


def _checked_events(wanted: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(wanted))
    if chosen == [ALL]:
        return chosen
    unknown = sorted(set(chosen) - set(known_events()))
    if not chosen or unknown:
        raise Refused(
            _("Name the events to be told, or “*” alone for all.")
            if not unknown
            else _("There is no event “%(kind)s”.") % {"kind": unknown[0][:60]},
            field="events",
        )
    return chosen


def _record(event: Event, webhook: Webhook, *, by: Actor, now: datetime) -> None:
    journal.record(
        event,
        about=webhook,
        by=by,
        at=now,
        facts={"client": webhook.client_id, "events": webhook.events},
        node_path=webhook.client.node.path,
    )
