"""The programs of others that act here: API clients, and the webhooks that tell them (INF-6)."""

from __future__ import annotations

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models.people import Role
from alongside.domain.organisation.models.tree import Node
from alongside.domain.organisation.permissions import MANAGE_STAFF, MANAGE_SYSTEM
from alongside.kernel.actor import NOWHERE, Actor, Reach
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.permission import Permission


class ApiClientQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Who manages the system there; a client sees itself."""
        if isinstance(viewer, ClientActor):
            return self.filter(pk=viewer.id)
        return viewer.limit(self, MANAGE_SYSTEM)

    def alive(self, now) -> Self:
        """Those that are let in at that moment: approved where that is needed, neither revoked nor expired."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True, is_waiting=False
        )

    def waiting_for(self, viewer: Actor) -> Self:
        """Those that this person may approve: who manages accounts there, and did not ask for it."""
        waiting = viewer.limit(self.filter(is_waiting=True, revoked_at__isnull=True), MANAGE_STAFF)
        return waiting.exclude(created_by_id=viewer.id) if viewer.kind == "staff" else waiting


class ApiClient(models.Model):
    """A program that acts through the API with one role at one node and below.

    Only the SHA-256 of its token is kept: the token is 256 random bits, so it needs no slow hash.
    """

    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    requests_per_minute = models.PositiveIntegerField(default=600)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    is_waiting = models.BooleanField(
        default=False, db_default=False, help_text=_("For a second person's yes")
    )
    approved_by = models.ForeignKey("StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
                name="api_client_expires_after_start",
            ),
            models.CheckConstraint(condition=Q(requests_per_minute__gt=0), name="api_client_may_ask"),
        ]

    def __str__(self) -> str:
        return self.name


class ClientActor(Actor):
    """A program acting through the API: its role's permissions at its node and below."""

    kind = "client"

    def __init__(self, client: ApiClient, reach: Reach) -> None:
        self.client = client
        self.id = client.pk
        self.at = reach
        self.roles = (client.role.code,)
        self.permissions = frozenset(client.role.permissions)

    def reach(self, permission: Permission) -> Reach:
        return self.at if permission.code in self.permissions else NOWHERE


class ApiWindow(models.Model):
    """How often a client asked in the running minute. Unlogged: cheap to count in, empty after a crash."""

    client = models.OneToOneField(ApiClient, models.CASCADE, primary_key=True, related_name="window")
    minute = models.BigIntegerField()  # minutes since 1970
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.client_id}: {self.count}"


class IdempotencyKey(models.Model):
    """A key under which a client asked for something once, and what it was answered. Kept for a day.

    Written in the transaction of what it asked for: the answer is there if and only if the deed is.
    """

    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    body = EncryptedTextField(blank=True, default="")
    # whose data the body shows: {"customers": [ids], "act", "about", "reason"}
    shown = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.key}"


class WebhookQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """One's own for a client; those of the clients one manages for an administrator."""
        if isinstance(viewer, ClientActor):
            return self.filter(client_id=viewer.id)
        return viewer.limit(self, MANAGE_SYSTEM, field="client__node_id")

    def listening(self) -> Self:
        """Those that are to be told something."""
        return self.filter(is_active=True, client__revoked_at__isnull=True)


class Webhook(models.Model):
    """An address of a client that is told facts about things that the client may see.

    `events` are kinds of facts, or "*" alone for all. `failing_since` is set while nothing gets through.
    """

    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    secret = EncryptedTextField()
    events = ArrayField(models.CharField(max_length=60), default=list)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(events=[]), name="webhook_wants_something")]

    def __str__(self) -> str:
        return self.url

    @property
    def node_id(self) -> int:
        """It belongs where its client belongs."""
        return self.client.node_id


class WebhookDelivery(models.Model):
    """One fact for one webhook: sent until it is taken, given up after the last try. The log of what was sent."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        PARKED = "parked", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    entry_id = models.BigIntegerField()  # the journal's row
    event = models.CharField(max_length=60)
    payload = models.JSONField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    tries = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    response_status = models.SmallIntegerField(null=True, blank=True)
    response_excerpt = models.CharField(max_length=500, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["webhook", "-created_at"], name="webhook_delivery_log"),
            models.Index(fields=["next_try_at"], name="webhook_delivery_due", condition=Q(state="queued")),
            models.Index(fields=["created_at"], name="webhook_delivery_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "entry_id"], name="webhook_delivery_once"),
            models.CheckConstraint(
                condition=Q(state="queued", next_try_at__isnull=False)
                | (~Q(state="queued") & Q(next_try_at__isnull=True)),
                name="webhook_delivery_queued_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.webhook_id}"
