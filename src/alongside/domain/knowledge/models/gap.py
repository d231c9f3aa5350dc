"""What was searched for in vain (CHN-9)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from alongside.domain.knowledge.permissions import WRITE_KNOWLEDGE
from alongside.domain.organisation.models import Node
from alongside.domain.work.models import Task
from alongside.kernel.actor import Actor


class SearchGapQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Of the places where the viewer writes articles (ORG-3)."""
        return viewer.limit(self, WRITE_KNOWLEDGE)


class SearchGap(models.Model):
    """Words that found nothing, and how often. No number, no name, nobody who asked: see rules/asking.

    `task` asks somebody for the article that is missing.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("gap", "Open")
        ASKED = "asked", pgettext_lazy("gap", "Asked for")
        ANSWERED = "answered", pgettext_lazy("gap", "Answered")
        DISMISSED = "dismissed", pgettext_lazy("gap", "Not needed")

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    words = models.CharField(max_length=40)
    at_desk = models.IntegerField(default=0)
    outside = models.IntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.IntegerField(default=1)

    objects = SearchGapQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["node", "words"], name="search_gap_once"),
            models.CheckConstraint(
                condition=~Q(state="asked") | Q(task__isnull=False), name="search_gap_asked_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def count(self) -> int:
        return self.at_desk + self.outside
