"""The tree of nodes, who works where, what their roles allow, and when work is done (ORG-1, 2, 7).

And the programs of others that act here: API clients and the webhooks that tell them (INF-6).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.organisation.permissions import MANAGE_STAFF, MANAGE_SYSTEM, SEE_ORGANISATION
from alongside.kernel.actor import NOWHERE, Actor, Reach
from alongside.kernel.crypto import EncryptedTextField
from alongside.kernel.local_text import pick
from alongside.kernel.permission import Permission


class NodeQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor, permission: Permission = SEE_ORGANISATION) -> Self:
        """The nodes at which the viewer holds the permission (ORG-3)."""
        return viewer.limit(self, permission, field="id")

    def within(self, node: Node) -> Self:
        """The node and everything below it."""
        return self.filter(path__startswith=node.path)


class Node(models.Model):
    """A place in the organisation: group → city company/branch → project/store (ORG-1).

    `path` is the ids from the root, each followed by a slash ("1/4/19/"): a subtree is a prefix.
    """

    class Kind(models.TextChoices):
        GROUP = "group", _("Group")
        CITY = "city", _("City company")
        BRANCH = "branch", _("Branch")
        PROJECT = "project", _("Project office")
        STORE = "store", _("Store")

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=80)
    code = models.CharField(
        max_length=8, unique=True, help_text=_("Letters and digits; begins each case number")
    )
    path = models.CharField(max_length=200, default="", db_index=True)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    hotline = models.CharField(
        max_length=30,
        blank=True,
        help_text=_("The number that customers call; empty: that of the node above"),
    )
    calendar = models.ForeignKey("Calendar", models.PROTECT, null=True, blank=True, related_name="node_using")
    manager = models.ForeignKey("StaffMember", models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    objects = NodeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["path"], name="node_path_prefix", opclasses=["varchar_pattern_ops"])]
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(parent__isnull=True), name="node_single_root"
            ),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{1,8}$"), name="node_code_spoken"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def node_id(self) -> int:
        """A node is its own place when somebody asks who may act on it."""
        return self.pk

    @property
    def ancestor_ids(self) -> list[int]:
        """From the root down to this node, itself included."""
        return [int(one) for one in self.path.split("/") if one]


class OfNodeQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those at nodes whose organisation the viewer may see (ORG-3)."""
        return viewer.limit(self, SEE_ORGANISATION)


class Department(models.Model):
    """A department at a node. `code` is the function (service, engineering, design…), shared by all nodes."""

    class Code(models.TextChoices):
        SERVICE = "service", _("Customer service")
        SALES = "sales", _("Sales")
        ENGINEERING = "engineering", _("Engineering")
        DESIGN = "design", pgettext_lazy("department", "Design")
        COST = "cost", _("Cost")
        PROPERTY = "property", _("Property management")
        FINANCE = "finance", _("Finance")
        LEGAL = "legal", _("Legal")
        HR = "hr", _("Human resources")
        IT = "it", _("Information technology")

    node = models.ForeignKey(Node, models.PROTECT, related_name="departments")
    code = models.CharField(max_length=20, choices=Code)
    name = models.CharField(max_length=60, blank=True)

    objects = OfNodeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["node", "code"], name="department_once_per_node")]

    def __str__(self) -> str:
        return self.name or str(self.get_code_display())


class CalendarQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Hours are shared by nodes and hold no secret: whoever sees any part of the organisation sees them."""
        return self if viewer.reach(SEE_ORGANISATION) else self.none()


class Calendar(models.Model):
    """Working time (ORG-7). `week` maps "0".."6" (Monday first) to [["09:00","12:00"],["13:30","18:00"]]."""

    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    is_round_the_clock = models.BooleanField(default=False)
    week = models.JSONField(default=dict, blank=True)
    has_national_holidays = models.BooleanField(default=True)

    objects = CalendarQuerySet.as_manager()

    def __str__(self) -> str:
        return pick(self.name) or self.code


class CalendarException(models.Model):
    """A day that differs: `spans` as in the week; empty means closed."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="exceptions")
    on = models.DateField()
    spans = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on"], name="calendar_exception_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.on}"


class RoleQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        """Those that can still be given."""
        return self.filter(retired_at__isnull=True)


class Role(models.Model):
    """A named set of permissions: shipped by a pack and edited here, or the company's own (ORG-5)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    sentence = models.JSONField(default=dict)
    permissions = ArrayField(models.CharField(max_length=60), default=list)
    is_edited = models.BooleanField(
        default=False, help_text=_("Changed by the company; packs leave it alone")
    )
    is_external = models.BooleanField(
        default=False, help_text=_("Contractors and mystery shoppers: narrow scope")
    )
    escalation_rank = models.SmallIntegerField(
        default=0,
        help_text=_("0 none, 1 agent, 2 supervisor, 3 project manager, 4 city manager, 5 headquarters"),
    )
    is_own = models.BooleanField(default=False, db_default=False, help_text=_("Added by the company"))
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    def __str__(self) -> str:
        return pick(self.name) or self.code


class StaffMemberQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Themselves, and who is or was appointed where the viewer may see the organisation (ORG-3)."""
        reach = viewer.reach(SEE_ORGANISATION)
        if reach.everywhere:
            return self
        themselves = Q(pk=viewer.id) if viewer.kind == "staff" else Q(pk__in=())
        if not reach:
            return self.filter(themselves)
        there = Appointment.objects.filter(reach.over("node_id"), staff=OuterRef("pk"))
        return self.filter(themselves | Exists(there))


class StaffMemberManager(BaseUserManager.from_queryset(StaffMemberQuerySet)):
    def get_by_natural_key(self, username: str) -> StaffMember:
        return self.get(username=username.strip().lower())


class StaffMember(AbstractBaseUser):
    """A person who works for us; also the account that signs in to the desk."""

    class Presence(models.TextChoices):
        ON_DUTY = "on_duty", _("On duty")
        AWAY = "away", _("Away")

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    name_sort_key = models.CharField(max_length=200, blank=True, db_index=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=10, default="auto")
    presence = models.CharField(max_length=10, choices=Presence, default=Presence.ON_DUTY)
    skills = ArrayField(models.CharField(max_length=60), default=list, blank=True)  # category codes
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    deputy = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    left_at = models.DateTimeField(null=True, blank=True)
    devices_forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Devices remembered before need the second factor again")
    )
    created_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    # What they reach, when they were read at the beginning of a page; else None.
    came_in_as: StaffActor | None = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = StaffMemberManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(deputy=F("id")), name="staff_deputy_is_somebody_else"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(is_active=False), name="staff_left_has_no_access"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class AppointmentQuerySet(models.QuerySet):
    def active(self, now) -> Self:
        """Those that hold at that moment: begun, not ended, of staff who have not left."""
        return self.filter(
            Q(until_at__isnull=True) | Q(until_at__gt=now), from_at__lte=now, staff__is_active=True
        )

    def visible_to(self, viewer: Actor) -> Self:
        """One's own, and those at nodes whose organisation the viewer may see (ORG-3)."""
        seen = viewer.limit(self, SEE_ORGANISATION)
        return seen | self.filter(staff_id=viewer.id) if viewer.kind == "staff" else seen


class Appointment(models.Model):
    """(position, node, department, from, until): grants one role to the subtree of its node (ORG-2)."""

    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="appointments")
    position = models.CharField(max_length=60)
    role = models.ForeignKey(Role, models.PROTECT, related_name="appointments")
    node = models.ForeignKey(Node, models.PROTECT, related_name="appointments")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["node", "role"], name="appointment_node_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")),
                name="appointment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.position} @{self.node_id}"


class NodeMove(models.Model):
    """Where a node hung before (ORG-1: history keeps where a thing belonged)."""

    node = models.ForeignKey(Node, models.CASCADE, related_name="moves")
    old_parent = models.ForeignKey(Node, models.PROTECT, null=True, related_name="+")
    new_parent = models.ForeignKey(Node, models.PROTECT, null=True, related_name="+")
    old_path = models.CharField(max_length=200)
    new_path = models.CharField(max_length=200)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.node_id}: {self.old_path} → {self.new_path}"


def path_ids(path: str) -> tuple[int, ...]:
    """The ids of a place and of those above it, from the root down."""
    return tuple(int(one) for one in path.split("/") if one)


@dataclass(frozen=True, slots=True)
class Post:
    """One appointment of the moment: as what, where (ids from the root down), in which department."""

    role: str
    node_ids: tuple[int, ...]
    department_id: int | None
    is_external: bool


class StaffActor(Actor):
    """A staff member acting at a moment, with what their appointments reach then (ORG-2).

    External roles see only what they take part in; the querysets say so.
    """

    kind = "staff"

    def __init__(
        self,
        staff: StaffMember,
        reaches: dict[str, Reach],
        *,
        roles: tuple[str, ...] = (),
        posts: tuple[Post, ...] = (),
        lacks_second_factor_since: datetime | None = None,
        lacks_clearance: bool = False,
        through: int | None = None,
    ):
        self.staff = staff
        self.through = through
        self.id = staff.pk
        self.reaches = reaches
        # INF-6: from when they must have a second factor, which they have not; None: they have one or need none.
        self.lacks_second_factor_since = lacks_second_factor_since
        # ORG-8: their roles would reach customers' data, and do not before they have signed and learnt.
        self.lacks_clearance = lacks_clearance
        self.roles = roles  # codes, for the access log
        self.posts = posts

    def reach(self, permission: Permission) -> Reach:
        return self.reaches.get(permission.code, Reach())


# --- programs of others -------------------------------------------------------------------------------------


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
