"""Who works where, and what their roles allow (ORG-2, ORG-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models.tree import Department, Node
from alongside.domain.organisation.permissions import SEE_ORGANISATION
from alongside.kernel.actor import Actor, Reach
from alongside.kernel.local_text import pick
from alongside.kernel.permission import Permission


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
