"""What was shown, what was used, and whom it helped (CHN-9)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from alongside.domain.customers.models import Customer
from alongside.domain.knowledge.models.article import Article
from alongside.domain.organisation.models import StaffMember


class ArticleDay(models.Model):
    """How often an article was shown on one day: at the desk, and to people outside. Nobody's name."""

    id = models.BigAutoField(primary_key=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="days", db_index=False)
    on = models.DateField()
    at_desk = models.IntegerField(default=0)
    outside = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "on"], name="article_day_once")]

    def __str__(self) -> str:
        return f"{self.article_id} {self.on}"


class ArticleUse(models.Model):
    """That an article was used for a thing: put into an answer, or tied to a case. Once for each thing."""

    id = models.BigAutoField(primary_key=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="uses", db_index=False)
    about_kind = models.CharField(max_length=40)
    about_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about_kind", "about_id", "article"], name="article_used_once")
        ]
        indexes = [models.Index(fields=["article", "-at"], name="article_use_at")]

    def __str__(self) -> str:
        return f"{self.article_id} → {self.about_kind}:{self.about_id}"


class ArticleVote(models.Model):
    """Whether it helped a reader: a colleague, a customer, or a visitor known by a random word only. Once each.

    With neither of the three it is the vote of somebody who was erased.
    """

    id = models.BigAutoField(primary_key=True)
    article = models.ForeignKey(Article, models.CASCADE, related_name="votes")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="+")
    visitor = models.CharField(max_length=32, blank=True)
    is_helpful = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "staff"], condition=Q(staff__isnull=False), name="article_vote_staff"
            ),
            models.UniqueConstraint(
                fields=["article", "customer"],
                condition=Q(customer__isnull=False),
                name="article_vote_customer",
            ),
            models.UniqueConstraint(
                fields=["article", "visitor"], condition=~Q(visitor=""), name="article_vote_visitor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.is_helpful}"
