"""What many say at once about one thing at one place (CHN-11), and what was made of it (CAS-11, CAS-19)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.assistance.permissions import SEE_HOT_ISSUES
from alongside.domain.cases.models import Case, Category
from alongside.domain.conversations.models import Conversation
from alongside.domain.estates.models import Estate
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import Actor


class HotIssueQuerySet(models.QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """Those of the nodes that one watches over."""
        reach = viewer.reach(SEE_HOT_ISSUES)
        return self if reach.everywhere else self.filter(reach.over("node_id")) if reach else self.none()

    def living(self) -> Self:
        """Not over, and not set aside."""
        return self.exclude(state__in=[HotIssue.State.OVER, HotIssue.State.SET_ASIDE])


class HotIssue(models.Model):
    """Conversations on one place-and-subject within days. It holds counts and ids; the words stay where they were said.

    `lead_case` answers for all of it once somebody made it a group complaint or an incident. `standing_answer` is what
    the hotline tells whoever calls about it.
    """

    class State(models.TextChoices):
        WATCHED = "watched", _("Being watched")
        GROUP = "group", _("Group complaint")
        INCIDENT = "incident", _("Incident with a standing answer")
        SET_ASIDE = "set_aside", _("Set aside")
        OVER = "over", _("Quiet again")

    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    estate = models.ForeignKey(Estate, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WATCHED)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    people = models.IntegerField(default=0)
    messages = models.IntegerField(default=0)
    heat = models.FloatField(default=0)
    acceleration = models.FloatField(default=0)
    days = models.JSONField(default=list)  # [day, how many], for the drawing
    lead_case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="leads_issue")
    standing_answer = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    objects = HotIssueQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["node", "-heat"], name="hot_issue_of_node"),
            models.Index(fields=["estate"], name="hot_issue_answer", condition=~Q(standing_answer="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class HotIssueMember(models.Model):
    """A conversation that belongs to an issue; the one `is_middle` says best what it is about."""

    issue = models.ForeignKey(HotIssue, models.CASCADE, related_name="members")
    conversation = models.OneToOneField(Conversation, models.CASCADE, related_name="hot_issue_member")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+", db_index=False)
    said_at = models.DateTimeField()
    is_middle = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue"], condition=Q(is_middle=True), name="hot_issue_one_middle"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.conversation_id}"


class Gathered(models.Model):
    """Up to which message the gathering has looked. One row."""

    up_to = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.up_to}"
