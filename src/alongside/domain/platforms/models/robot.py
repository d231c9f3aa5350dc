"""Robots in the groups of a place (CHN-3)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.domain.organisation.models import Node
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.platforms.models.card import PlatformName
from alongside.kernel.actor import Actor
from alongside.kernel.crypto import EncryptedTextField


class GroupRobotQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """For whoever keeps the system there (ORG-3)."""
        return viewer.limit(self, MANAGE_SYSTEM)


class GroupRobot(models.Model):
    """It tells a group what is urgent at its node and below: `news` are the codes of `rules/group`.

    `key` is the secret in its address, `secret` what it signs with (WeCom's does not sign).
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    platform = models.CharField(max_length=12, choices=PlatformName)
    key = EncryptedTextField()
    secret = EncryptedTextField(blank=True, default="")
    news = ArrayField(models.CharField(max_length=20), default=list)
    is_active = models.BooleanField(default=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True, default="")
    tries = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = GroupRobotQuerySet.as_manager()

    class Meta:
        ordering = ("node_id", "name")
        constraints = [models.CheckConstraint(condition=~Q(news=[]), name="robot_tells_something")]

    def __str__(self) -> str:
        return self.name


class RobotLine(models.Model):
    """One fact for one robot, as its kind and what it is about; said once. Those that wait are said together."""

    id = models.BigAutoField(primary_key=True)
    robot = models.ForeignKey(GroupRobot, models.CASCADE, related_name="lines", db_index=False)
    entry_id = models.BigIntegerField()  # the journal's row
    kind = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    facts = models.JSONField(default=dict)
    node_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(db_index=True)
    said_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["robot", "entry_id"], name="robot_line_once")]
        indexes = [models.Index(fields=["robot", "id"], name="robot_line_waits", condition=Q(said_at=None))]

    def __str__(self) -> str:
        return f"{self.kind} → {self.robot_id}"
