"""An article, an answer, a script or a policy, and its versions (CHN-9)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import UnitRelation
from alongside.domain.knowledge.permissions import APPROVE_KNOWLEDGE, SEE_KNOWLEDGE, WRITE_KNOWLEDGE
from alongside.domain.knowledge.rules import PUBLIC_KINDS, SITUATIONS, TOPICS
from alongside.domain.knowledge.states import ARTICLE_STATES, VERSION_STATES
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel.actor import Actor
from alongside.kernel.search import Searched

HIDDEN = ("search_text", "search_vector")  # left out wherever rows are listed


class ArticleQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Staff: what holds at their places, and what is not published where they write or approve (ORG-3).

        Customers: what is public at the places that serve them. Anybody else: what is public.
        """
        if viewer.kind == "customer":
            return self._for_customer(viewer)
        if viewer.kind == "nobody":
            return self.public()
        reach = viewer.reach(SEE_KNOWLEDGE)
        if not reach:
            return self.none()
        standing: Any = Q(state="published")
        if not reach.everywhere:
            below = Node.objects.filter(reach.over("id"), path__startswith=OuterRef("node__path"))
            standing &= Exists(below)
        return self.filter(standing | Q(pk__in=Article.objects.worked_on_by(viewer).values("pk")))

    def worked_on_by(self, viewer: Actor) -> Self:
        """What the viewer sees while it is being written: their own, and that of the places where they write or approve."""
        if not viewer.reach(SEE_KNOWLEDGE):
            return self.none()
        own: Any = Q(owner_id=viewer.id) if viewer.kind == "staff" else Q(pk__in=())
        for permission in (WRITE_KNOWLEDGE, APPROVE_KNOWLEDGE):
            there = viewer.reach(permission)
            if there.everywhere:
                return self
            own |= there.over("node_id")
        return self.filter(own)

    def _for_customer(self, viewer: Any) -> Self:
        homes = UnitRelation.objects.filter(customer_id=viewer.id, until_on__isnull=True)
        served = Q(pk=viewer.customer.node_id) | Q(pk__in=homes.values("node"))
        below = Node.objects.filter(served, path__startswith=OuterRef("node__path"))
        return self.public().filter(Exists(below))

    def public(self) -> Self:
        """What anybody may read, signed in or not."""
        return self.filter(state="published", is_public=True, kind__in=PUBLIC_KINDS)

    def holding_at(self, node: Node) -> Self:
        """What is published for a place: there, or anywhere above it."""
        return self.filter(state="published", node_id__in=node.ancestor_ids)

    def light(self) -> Self:
        """Without the columns of the search."""
        return self.defer(*HIDDEN)


class Article(Searched):
    """What the house knows about one thing. It holds at its node and everywhere below.

    `title`, `words` and `is_public` are those of the version that stands published; before the first one those of the
    draft, which only its writers see. `number` is the version published (0: none yet). `review_on` is the day by which
    the owner looks whether it still holds, every `review_months`.
    """

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        FAQ = "faq", _("Question and answer")
        SCRIPT = "script", _("Script")
        POLICY = "policy", _("Policy")

    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    topic = models.CharField(max_length=12, choices=TOPICS)
    situation = models.CharField(max_length=12, choices=SITUATIONS, blank=True)  # of a script
    owner = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ARTICLE_STATES.choices, default="draft")
    title = models.CharField(max_length=120)
    words = models.TextField()
    is_public = models.BooleanField(default=False)
    number = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    review_months = models.SmallIntegerField(default=12)
    review_on = models.DateField(null=True, blank=True)
    review_at = models.DateTimeField(null=True, blank=True)  # when that day begins where the article holds
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_because = models.CharField(max_length=200, blank=True)
    gap = models.ForeignKey(
        "SearchGap", models.SET_NULL, null=True, blank=True, related_name="articles"
    )  # what it was written to answer
    version = models.IntegerField(default=1)

    objects = ArticleQuerySet.as_manager()

    class Meta(Searched.Meta):
        indexes = [
            *Searched.Meta.indexes,
            models.Index(
                fields=["owner", "review_at"], name="article_review", condition=Q(state="published")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(kind__in=PUBLIC_KINDS), name="article_public_kinds"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("published", "retired"), number__gte=1, published_at__isnull=False)
                | Q(state__in=("draft", "waiting"), number=0, published_at__isnull=True),
                name="article_published_has_its_version",
            ),
            models.CheckConstraint(
                condition=Q(review_on__isnull=True, review_at__isnull=True)
                | Q(review_on__isnull=False, review_at__isnull=False),
                name="article_review_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(situation="") | Q(kind="script"), name="article_situation_of_scripts"
            ),
            models.CheckConstraint(
                condition=Q(review_months__gte=1, review_months__lte=60), name="article_review_months"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.state == "published"


class ArticleVersion(models.Model):
    """What an article said, says or will say. Published it never changes. At most one is under way."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions", db_index=False)
    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=VERSION_STATES.choices, default="draft")
    title = models.CharField(max_length=120)
    words = models.TextField()
    is_public = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)  # what the writer says has changed
    written_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(null=True, blank=True)
    refused_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="article_version_number"),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state__in=("draft", "waiting")), name="article_one_under_way"
            ),
            models.UniqueConstraint(
                fields=["article"], condition=Q(state="published"), name="article_one_published"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "waiting"), published_at__isnull=True)
                | Q(
                    state__in=("published", "replaced"), published_at__isnull=False, approved_by__isnull=False
                ),
                name="article_version_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="article_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_under_way(self) -> bool:
        return self.state in ("draft", "waiting")
