"""A progress report or a notice of change, with its pictures (JRN-6, QLT-7)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.bulletins.permissions import SEE_BULLETINS
from alongside.domain.bulletins.rules import AUDIENCE_ROLES, MILESTONES, TOPICS
from alongside.domain.bulletins.states import BULLETIN_STATES
from alongside.domain.customers.models import UnitRelation
from alongside.domain.estates.models import Building, Estate, Phase
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile

OUT = ("published", "replaced", "withdrawn")


class BulletinQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """At nodes that the viewer reaches; a customer: what they were told, and what stands for their homes (ORG-3)."""
        if viewer.kind != "customer":
            return viewer.limit(self, SEE_BULLETINS)
        recipients: Any = self.model._meta.get_field("recipients").related_model
        told = recipients.objects.filter(bulletin=OuterRef("pk"), customer_id=viewer.id)
        theirs = UnitRelation.objects.filter(
            unit__building__bulletins=OuterRef("pk"),
            customer_id=viewer.id,
            role__in=AUDIENCE_ROLES,
            until_on__isnull=True,
        )
        return self.filter(Q(state__in=OUT) & Exists(told) | Q(state="published") & Exists(theirs))

    def out(self) -> Self:
        """Those that stand published."""
        return self.filter(state="published")


class Bulletin(models.Model):
    """What all buyers and owners of some buildings are told. Published it never changes.

    `buildings` are those chosen; when it is published, all that it is about. A correction `replaces` what it corrects
    and has the next `number`. `audience_count` is how many customers were told.
    """

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress report")
        CHANGE = "change", _("Notice of change")

    class Scope(models.TextChoices):
        ESTATE = "estate", _("The whole estate")
        PHASE = "phase", _("A phase")
        BUILDINGS = "buildings", _("Chosen buildings")

    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="bulletins", db_index=False)
    scope = models.CharField(max_length=10, choices=Scope)
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="bulletins")
    buildings = models.ManyToManyField(Building, related_name="bulletins", blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=BULLETIN_STATES.choices, default="draft")
    title = models.CharField(max_length=80)
    words = models.TextField()  # what was built; what changes
    why = models.TextField(blank=True)
    meaning = models.TextField(blank=True)  # what the change means for the reader
    topic = models.CharField(max_length=12, blank=True, choices=TOPICS)
    percent = models.SmallIntegerField(null=True, blank=True)
    milestone = models.CharField(max_length=12, blank=True, choices=MILESTONES)
    as_of_on = models.DateField()
    acknowledge_by_on = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    number = models.SmallIntegerField(default=1)
    audience_count = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    written_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    version = models.IntegerField(default=1)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["node", "-id"], name="bulletin_node"),
            models.Index(fields=["estate", "-as_of_on"], name="bulletin_estate"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100),
                name="bulletin_percent_is_one",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="bulletin_published_has_its_moment",
            ),
            models.CheckConstraint(
                condition=(Q(state="withdrawn") & Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because=""))
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="bulletin_withdrawn_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_change(self) -> bool:
        return self.kind == Bulletin.Kind.CHANGE

    @property
    def said(self) -> str:
        """All that customers read of it."""
        return "\n".join(filter(None, (self.title, self.words, self.why, self.meaning)))

    @property
    def stands(self) -> str:
        """How far it is, in words: the milestone and the percentage, as far as they are said."""
        percent = f"{self.percent} %" if self.percent is not None else ""
        return " · ".join(part for part in (self.get_milestone_display(), percent) if part)


class BulletinPhoto(models.Model):
    """A picture in its place. A correction shows the same file again."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="photos", db_index=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(max_length=80, blank=True)
    position = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "file"], name="bulletin_photo_once")]

    def __str__(self) -> str:
        return self.caption
