"""A question from inside: somebody in a store asks the service centre or legal (CHN-13)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from alongside.domain.customers.models import Customer
from alongside.domain.knowledge.models.article import Article
from alongside.domain.knowledge.permissions import ANSWER_QUESTIONS
from alongside.domain.organisation.models import Department, Node
from alongside.domain.work.models import Task
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick


class QuestionTopic(models.Model):
    """What is asked about, which department answers it, and in how many minutes of its place's working time.

    It belongs to the company: the packs add what is missing.
    """

    code = models.SlugField(max_length=40, unique=True)
    name = models.JSONField(default=dict)
    department = models.CharField(max_length=12, choices=Department.Code)
    minutes = models.PositiveIntegerField()
    position = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1), name="question_topic_takes_time"),
        ]

    def __str__(self) -> str:
        return pick(self.name) or self.code


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Who asked, who was asked, and who answers questions at that place (ORG-3)."""
        if viewer.kind != "staff":
            return self.none()
        theirs = Q(task__in=Task.objects.visible_to(viewer).values("pk"))
        return self.filter(theirs | Q(pk__in=viewer.limit(self, ANSWER_QUESTIONS).values("pk")))


class Question(models.Model):
    """What is asked, by whom, until when, and the answer stand in its task, which the departments' board shows too.

    `about_kind`/`about_id` name the case it is about, `customer` whom. `is_helpful` is the asker's word on the answer.
    """

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    topic = models.ForeignKey(QuestionTopic, models.PROTECT, related_name="+")
    task = models.OneToOneField(Task, models.PROTECT, null=True, related_name="question")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    about_kind = models.CharField(max_length=12, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    is_helpful = models.BooleanField(null=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    article = models.ForeignKey(Article, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_helpful__isnull=True, judged_at__isnull=True)
                | Q(is_helpful__isnull=False, judged_at__isnull=False),
                name="question_judged_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"question {self.pk}"
