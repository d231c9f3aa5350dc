"""A customer's own cases, as the portal lists them (CAS-15)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Case, CaseDraft, CaseQuerySet
from alongside.domain.cases.queries.paging import Page, after_descending, token_of, values_of
from alongside.domain.conversations.models import Message
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

MOST_OPEN = 50
PAGE = 20
TWICE_WITHIN = timedelta(minutes=10)


def open_cases_of(viewer: Actor) -> list[Case]:
    """Not ended yet, the newest first; `unseen_count` says how many messages are new to the customer."""
    return list(_for_portal(Case.objects.visible_to(viewer).open()).order_by("-opened_at", "-id")[:MOST_OPEN])


def ended_cases_of(viewer: Actor, *, after: str = "", limit: int = PAGE) -> Page[Case]:
    """Ended ones, the newest first, page by page."""
    cases = _for_portal(Case.objects.visible_to(viewer).filter(is_open=False)).order_by("-opened_at", "-id")
    if after:
        opened_at, pk = values_of(after, (datetime, int))
        if opened_at is None or pk is None:
            raise Refused(_("This address of a page is damaged; start from the first page."), field="after")
        cases = cases.filter(after_descending("opened_at", opened_at, pk))
    rows = list(cases[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows=rows[:limit], next=token_of(last.opened_at, last.pk) if last else "")


def draft_of(viewer: Actor) -> CaseDraft | None:
    """What they last began and did not send, if there is something in it."""
    begun = CaseDraft.objects.visible_to(viewer).filter(case__isnull=True).exclude(words="")
    return begun.order_by("-changed_at").first()


def unrated_case_of(viewer: Actor) -> Case | None:
    """The last case that closed and was not rated yet."""
    closed = Case.objects.visible_to(viewer).filter(state="closed", rated_at__isnull=True)
    return closed.order_by("-closed_at").first()


def was_just_said(case: Case, words: str, *, now: datetime) -> bool:
    """Whether the customer's last message says the same and is a few minutes old: a second tap."""
    said = Message.objects.filter(conversation=case.conversation_id, direction=Message.Direction.IN)
    last = said.order_by("-sent_at", "-id").first()
    return last is not None and last.body == words.strip() and now - last.sent_at < TWICE_WITHIN


def _for_portal(cases: CaseQuerySet) -> CaseQuerySet:
    unseen = (
        Message.objects.filter(
            conversation=OuterRef("conversation"), direction=Message.Direction.OUT, seen_at__isnull=True
        )
        .order_by()
        .values("conversation")
        .annotate(count=Count("*"))
        .values("count")
    )
    return cases.select_related("owner", "unit", "location").annotate(
        unseen_count=Coalesce(Subquery(unseen, output_field=IntegerField()), 0)
    )
