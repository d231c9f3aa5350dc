"""Announcements to the staff, and who has read them (ORG-10)."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.work.permissions import ANNOUNCE
from alongside.domain.work.states import ANNOUNCEMENT_STATES
from alongside.kernel.actor import Actor


class AnnouncementQuerySet(models.QuerySet):
    def meant_for(self, viewer: Actor) -> Self:
        """Published, and meant for somebody with these posts: whoever came later reads it too."""
        meant = Q(pk__in=[])
        for post in getattr(viewer, "posts", ()):
            named = Q(roles__contains=[post.role])
            meant |= Q(node_id__in=post.node_ids) & (named if post.is_external else named | Q(roles=[]))
        return self.filter(meant).exclude(state="draft")

    def visible_to(self, viewer: Actor) -> Self:
        """Those that are meant for the viewer, and all of the places where they write such."""
        if viewer.kind != "staff":
            return self.none()
        written = viewer.limit(self, ANNOUNCE)
        meant = self.meant_for(viewer)
        return self.filter(Q(pk__in=meant.values("pk")) | Q(pk__in=written.values("pk")))

    def waiting_for(self, viewer: Actor) -> Self:
        """Those that this person must confirm and has not."""
        if viewer.kind != "staff":
            return self.none()
        confirmed = AnnouncementReading.objects.filter(announcement=OuterRef("pk"), staff_id=viewer.id)
        standing = self.meant_for(viewer).filter(state="published", is_must_read=True)
        return standing.filter(~Exists(confirmed.filter(confirmed_at__isnull=False)))


class Announcement(models.Model):
    """Something that everybody of a place, or everybody there with one of some roles, should know or must have read.

    External people are meant only where their role is named. Who is meant is looked up anew each time: who comes later is meant too, who has left is not counted any more.
    `told_rung`: 1 told before the time, 2 told after it.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # codes; none: all our own
    title = models.CharField(max_length=120)
    words = models.TextField()
    is_must_read = models.BooleanField(default=False)
    read_by = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ANNOUNCEMENT_STATES.choices, default="draft")
    written_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    told_rung = models.SmallIntegerField(default=0)
    version = models.IntegerField(default=1)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["node", "-id"], name="announcement_node", condition=Q(state="published")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_must_read=False) | Q(read_by__isnull=False),
                name="announcement_must_be_read_by",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True) | ~Q(state="draft"),
                name="announcement_published_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AnnouncementReading(models.Model):
    """That somebody opened an announcement, and that they confirmed to have read it. Both once."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="readings")
    staff = models.ForeignKey(StaffMember, models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "staff"], name="announcement_read_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("opened_at")),
                name="announcement_opened_before_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} {self.staff_id}"
