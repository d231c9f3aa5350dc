"""Conversations of the inbox that belong to a hot issue and are no case (CAS-19)."""

from __future__ import annotations

from django.db.models import QuerySet

from alongside.domain.assistance.models import HotIssue
from alongside.domain.conversations.models import Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.kernel.actor import Actor


def talks_outside(issue: HotIssue, by: Actor) -> QuerySet[Thread]:
    """Those of customers we know that `by` may answer, oldest first: they may follow a lead case as well."""
    talks = Thread.objects.exclude(state=Thread.State.IN_CASE).filter(
        conversation__hot_issue_member__issue=issue,
        conversation__customer__isnull=False,
        conversation__case__isnull=True,
    )
    return by.limit(talks, ANSWER_INBOX).select_related("conversation").order_by("pk")
