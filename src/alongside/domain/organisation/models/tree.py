"""The tree of nodes and the departments at them (ORG-1)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.organisation.permissions import SEE_ORGANISATION
from alongside.kernel.actor import Actor
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


def path_ids(path: str) -> tuple[int, ...]:
    """The ids of a place and of those above it, from the root down."""
    return tuple(int(one) for one in path.split("/") if one)


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
