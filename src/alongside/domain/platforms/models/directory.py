"""Who works here according to a platform, as it said last; only compared, nothing follows from it by itself (ORG-11)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import pgettext_lazy

from alongside.domain.organisation.permissions import MANAGE_STAFF
from alongside.domain.platforms.models.card import PlatformName
from alongside.kernel.actor import Actor


class DirectoryQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """For whoever manages the staff everywhere: it is the whole company's."""
        return self if viewer.reach(MANAGE_STAFF).everywhere else self.none()


class Directory(models.Model):
    """The last reading of one platform's directory. `told` is what the administrators were told of last."""

    class State(models.TextChoices):
        READING = "reading", pgettext_lazy("directory", "Is being read")
        READ = "read", pgettext_lazy("directory", "Read")
        FAILED = "failed", pgettext_lazy("directory", "Could not be read")

    platform = models.CharField(max_length=12, unique=True, choices=PlatformName)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    begun_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)  # when it went well last
    tries = models.SmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True, default="")
    told = models.CharField(max_length=64, blank=True, default="")

    objects = DirectoryQuerySet.as_manager()

    def __str__(self) -> str:
        return self.platform


class DirectoryPerson(models.Model):
    """One member there. Phone numbers are not kept: nothing here is known by them."""

    platform = models.CharField(max_length=12, choices=PlatformName)
    member_id = models.CharField(max_length=120)
    name = models.CharField(max_length=60)
    number = models.CharField(max_length=60, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    position = models.CharField(max_length=100, blank=True, default="")
    departments = ArrayField(models.CharField(max_length=100), default=list)
    is_active = models.BooleanField(default=True)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["platform", "member_id"], name="directory_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.member_id}"
