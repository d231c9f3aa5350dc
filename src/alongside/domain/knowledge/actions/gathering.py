"""Searches in vain become requests for articles (CHN-9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.knowledge import events
from alongside.domain.knowledge.actions.writing import named
from alongside.domain.knowledge.models import Article, SearchGap
from alongside.domain.knowledge.permissions import WRITE_KNOWLEDGE
from alongside.domain.knowledge.rules.asking import gap_words, is_about
from alongside.domain.organisation.models import Node, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions import ask_task, fulfil_task
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

MOST_NEW_A_DAY = 300  # at one place; a machine that types nonsense fills no table
FORGOTTEN_AFTER = timedelta(days=180)
SELDOM = 2


@transaction.atomic
def note_gap(asked: str, *, node: Node | None, outside: bool, now: datetime) -> SearchGap | None:
    """That these words found nothing, at a place (None: the company's root). Of whom, nobody keeps.

    Numbers, addresses and the names of customers are left out; None where nothing is left.
    """
    words = gap_words(asked)
    if words:
        names = Customer.objects.filter(name__in=words.split()).values_list("name", flat=True)
        words = gap_words(words, names=names)
    place = node or Node.objects.filter(parent__isnull=True).first()
    if not words or place is None:
        return None
    found = SearchGap.objects.filter(node=place, words=words)
    if not found.exists():
        since = now - timedelta(days=1)
        if SearchGap.objects.filter(node=place, first_at__gt=since).count() >= MOST_NEW_A_DAY:
            return None
        SearchGap.objects.bulk_create(
            [SearchGap(node=place, words=words, first_at=now, last_at=now)], ignore_conflicts=True
        )
    field = "outside" if outside else "at_desk"
    found.update(**{field: F(field) + 1, "last_at": now})
    return found.get()


@transaction.atomic
def request_article(
    gap: SearchGap,
    *,
    assignee: StaffMember,
    due_at: datetime,
    words: str,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> SearchGap:
    """Ask a colleague to write what is missing: a task of theirs. Refused for who writes nothing there."""
    by.require(WRITE_KNOWLEDGE, on=gap)
    asker = StaffMember.objects.get(pk=named(by))
    gap = lock(gap, seen=seen)
    if gap.state != SearchGap.State.OPEN:
        raise Refused(_("Somebody has seen to this already."))
    if not actor_for(assignee, now=now).may(WRITE_KNOWLEDGE, on=gap):
        raise Refused(
            _("%(name)s does not write articles there.") % {"name": assignee.name}, field="assignee"
        )
    gap.task = ask_task(
        node=gap.node, about=gap, title=str(_("Write an article: %(words)s") % {"words": gap.words}), words=words,
        due_at=due_at, asked_by=asker, assignee=assignee, by=by, now=now,
    )  # fmt: skip
    gap.state = SearchGap.State.ASKED
    gap.version += 1
    gap.save()
    journal.record(events.ARTICLE_REQUESTED, about=gap, by=by, at=now, facts={"task": gap.task.pk})
    return gap


@transaction.atomic
def dismiss_gap(gap: SearchGap, *, by: Actor, now: datetime, seen: int | None = None) -> SearchGap:
    """No article is needed for this; it stays counted and is not shown any more."""
    by.require(WRITE_KNOWLEDGE, on=gap)
    gap = lock(gap, seen=seen)
    if gap.state != SearchGap.State.OPEN:
        raise Refused(_("Somebody has seen to this already."))
    gap.state = SearchGap.State.DISMISSED
    gap.version += 1
    gap.save()
    return gap


@transaction.atomic
def answer_gap(gap: SearchGap, article: Article, *, now: datetime) -> SearchGap:
    """The article that was missing is published: the task that asked for it ends by itself. Twice changes nothing."""
    gap = lock(gap)
    if gap.state == SearchGap.State.ANSWERED:
        return gap
    gap.state = SearchGap.State.ANSWERED
    gap.version += 1
    gap.save()
    if gap.task:
        fulfil_task(gap.task, words=str(_("Published: %(title)s") % {"title": article.title}), now=now)
    facts = {"article": article.pk, "task": gap.task_id}
    journal.record(events.GAP_ANSWERED, about=gap, by=SYSTEM, at=now, facts=facts)
    return gap


def answer_gaps_like(article: Article, *, now: datetime) -> int:
    """What else was searched for in vain where it holds, when its title says that it is about that; how many.

    What people outside looked for is answered by a public article only.
    """
    there = SearchGap.objects.filter(node__path__startswith=article.node.path, state__in=("open", "asked"))
    if not article.is_public:
        there = there.filter(outside=0)
    found = [one for one in there.iterator() if is_about(article.title, one.words)]
    for gap in found:
        answer_gap(gap, article, now=now)
    return len(found)


@transaction.atomic
def forget_old_gaps(*, now: datetime) -> int:
    """What was asked once or twice, long ago, and nobody took up; how many."""
    old = SearchGap.objects.filter(state__in=("open", "dismissed"), last_at__lt=now - FORGOTTEN_AFTER)
    return old.filter(at_desk__lte=SELDOM - F("outside")).delete()[0]
