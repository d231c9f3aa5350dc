"""What the company learns from its cases: the library of lessons (CAS-13)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from alongside.domain.cases.models.case import Case
from alongside.domain.cases.models.catalogue import Category
from alongside.domain.cases.models.findings import LiabilityFinding
from alongside.domain.cases.permissions import PUBLISH_LESSONS, SEE_LESSONS, WRITE_LESSONS
from alongside.domain.cases.states import LESSON_STATES
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.labels import Labelled
from alongside.kernel.search import Searched


class LessonQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Published ones: everybody who reads the library, wherever; unfinished ones: who writes or reviews there."""
        if viewer.kind == "customer":
            return self.none()
        seen = Q(state="published") if viewer.reach(SEE_LESSONS) else Q(pk__in=[])
        for permission in (WRITE_LESSONS, PUBLISH_LESSONS):
            reach = viewer.reach(permission)
            if reach:
                seen |= Q() if reach.everywhere else Q(reach.over("node_id"))
                if reach.everywhere:
                    return self
        return self.filter(seen)

    def published(self) -> Self:
        return self.filter(state="published")


class Lesson(Labelled, Searched):
    """What a closed case teaches, without anybody in it: the facts, what went wrong, the rule to follow.

    While it is written it knows its `case`, against which it is checked; published it knows it no more. `written_by`
    is who wrote the present words; `reviewed_by` is somebody else. Only published ones are found by their words.
    """

    number = models.CharField(max_length=16, unique=True)  # K26-0007
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="lessons")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    cause = models.CharField(max_length=12, choices=LiabilityFinding.Cause, blank=True)
    title = models.CharField(max_length=120)
    facts = models.TextField(blank=True)
    went_wrong = models.TextField(blank=True)
    rule = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=LESSON_STATES.choices, default="draft")
    written_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    return_words = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    objects = LessonQuerySet.as_manager()

    class Meta(Searched.Meta):
        abstract = False
        indexes = [
            *Searched.Meta.indexes,
            models.Index(
                fields=["-published_at", "-id"], name="lesson_newest", condition=Q(state="published")
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["draft", "review"]), name="lesson_written_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (
                    Q(case__isnull=True, published_at__isnull=False, reviewed_by__isnull=False)
                    & ~Q(reviewed_by=F("written_by"))
                ),
                name="lesson_published_by_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.number
