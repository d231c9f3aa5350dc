"""What is shown, used and said to help; what is searched for in vain."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.customers.hooks import BELONGINGS
from alongside.domain.knowledge.actions import (
    dismiss_gap,
    note_gap,
    note_shown,
    note_used,
    request_article,
    say_helpful,
)
from alongside.domain.knowledge.actions.gathering import FORGOTTEN_AFTER, forget_old_gaps
from alongside.domain.knowledge.models import Article, ArticleVote, SearchGap
from alongside.domain.knowledge.queries import figures_of, gaps_for, ordered, used_for
from alongside.domain.knowledge.reactions.following import end_searches_in_vain
from alongside.domain.knowledge.reactions.keeping import copy_votes, forget_who_voted
from alongside.domain.knowledge.samples import an_article, published
from alongside.domain.privacy.hooks import Erasing
from alongside.kernel.actor import Actor
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused


def test_counts_each_use_and_each_reader_once(cast, article):
    """CHN-9: shown each time, used once for a thing, one word a reader, who may change it."""
    thing = cast.customer.customer  # anything that knows its node
    for outside in (True, True, False):
        note_shown(article, outside=outside, now=cast.now)
    said = [note_used(article, about=thing, by=cast.agent, now=cast.now) for _time in range(2)]
    assert said == [True, False]
    entry = JournalEntry.objects.get(kind="article.used")
    assert (entry.about_id, entry.facts) == (thing.pk, {"article": article.pk})
    for by, visitor in (
        (cast.agent, ""),
        (cast.customer, ""),
        (Actor(), "a1"),
        (Actor(), "a1"),
        (Actor(), "b2"),
    ):
        say_helpful(article, is_helpful=True, by=by, visitor=visitor, now=cast.now)
    say_helpful(article, is_helpful=False, by=cast.customer, now=cast.now)
    with pytest.raises(Refused):
        say_helpful(article, is_helpful=True, by=Actor(), now=cast.now)
    figures = figures_of([article.pk], today=cast.now.date())[article.pk]
    assert (figures.outside, figures.at_desk, figures.used, figures.helped, figures.not_helped) == (
        2,
        1,
        1,
        3,
        1,
    )
    assert used_for("customer", thing.pk, cast.agent) == [article]
    assert used_for("customer", thing.pk, cast.contractor) == []


def test_ranks_by_use_and_by_how_surely_it_helps(cast, article):
    """CHN-9: one lone yes stands below nine of ten."""
    other = published(
        an_article(cast.project, by=cast.agent, now=cast.now, title="另一篇"), by=cast.agent,
        approver=cast.supervisor, now=cast.now,
    )  # fmt: skip
    note_used(other, about=cast.customer.customer, by=cast.agent, now=cast.now)
    say_helpful(other, is_helpful=True, by=cast.agent, now=cast.now)
    for number in range(10):
        say_helpful(article, is_helpful=number > 0, by=Actor(), visitor=f"v{number}", now=cast.now)
    note_shown(article, outside=True, now=cast.now)
    rows = Article.objects.all()
    assert list(ordered(rows, "used", now=cast.now)) == [other, article]
    assert list(ordered(rows, "helped", now=cast.now)) == [article, other]
    assert list(ordered(rows, "new", now=cast.now)) == [other, article]


def test_keeps_the_word_and_forgets_whose_it_was(cast, article):
    """CUS-6, INF-4, INF-5: votes follow who is merged, are copied, and lose their name."""
    say_helpful(article, is_helpful=True, by=cast.customer, now=cast.now)
    assert any(one.model is ArticleVote for answer in BELONGINGS.ask() for one in answer)
    assert copy_votes(cast.customer.id)[0].rows[0][0] == article.title
    erasing = Erasing([cast.customer.id], redact=lambda *_any: None, now=cast.now)
    assert forget_who_voted(erasing).deleted == {"article_votes": 1}
    assert not copy_votes(cast.customer.id)[0].rows
    assert figures_of([article.pk], today=cast.now.date())[article.pk].helped == 1


def test_gathers_searches_in_vain_and_asks_for_the_article(cast):
    """CHN-9, INF-1: counted by place, without names and numbers; a request is a task of somebody who writes there."""
    for asked, outside in (
        ("外立面 清洗", True),
        ("外立面  清洗", False),
        ("周敏 外立面 清洗 13800138000", False),
    ):
        gap = note_gap(asked, node=cast.project, outside=outside, now=cast.now)
    assert note_gap("周敏", node=cast.project, outside=False, now=cast.now) is None
    assert (SearchGap.objects.get().words, gap.outside, gap.at_desk) == ("外立面 清洗", 1, 2)
    assert list(gaps_for(cast.agent)) == [gap]
    assert list(gaps_for(cast.stranger)) == list(gaps_for(cast.engineer)) == []
    due = cast.now + timedelta(days=3)
    with pytest.raises(Refused):
        request_article(gap, assignee=cast.stranger.staff, due_at=due, words="", by=cast.agent, now=cast.now)
    with pytest.raises(NotAllowed):
        request_article(gap, assignee=cast.agent.staff, due_at=due, words="", by=cast.stranger, now=cast.now)
    gap = request_article(
        gap, assignee=cast.colleague.staff, due_at=due, words="", by=cast.agent, now=cast.now
    )
    assert (gap.state, gap.task.assignee, gap.task.about_id) == ("asked", cast.colleague.staff, gap.pk)
    with pytest.raises(Refused):
        dismiss_gap(gap, by=cast.agent, now=cast.now)
    draft = an_article(cast.project, by=cast.colleague, now=cast.now, gap=gap)
    published(draft, by=cast.colleague, approver=cast.supervisor, now=cast.now)
    gap.refresh_from_db()
    assert (gap.state, gap.task.state, gap.task.result) == ("answered", "done", f"已发布：{draft.title}")


@pytest.mark.parametrize(
    ("title", "is_public", "ends"),
    [("外立面多久清洗一次", True, True), ("外立面的维修", True, False), ("外立面清洗安排", False, False)],
)
def test_ends_the_task_when_another_article_answers(cast, title, is_public, ends):
    """CHN-9: written for nothing in particular, its title says so; customers' searches wait for a public one."""
    gap = note_gap("外立面 清洗", node=cast.project, outside=True, now=cast.now)
    due = cast.now + timedelta(days=3)
    given = {"assignee": cast.agent.staff, "due_at": due, "words": "", "by": cast.agent, "now": cast.now}
    gap = request_article(gap, **given)
    draft = an_article(cast.city, by=cast.city_manager, now=cast.now, title=title, is_public=is_public)
    published(draft, by=cast.city_manager, approver=cast.director, now=cast.now)
    entry = JournalEntry.objects.get(kind="article.published")
    for _time in range(2):
        end_searches_in_vain(entry)
    gap.refresh_from_db()
    assert (gap.state, gap.task.state) == (("answered", "done") if ends else ("asked", "asked"))
    assert JournalEntry.objects.filter(kind="task.finished").count() == ends


def test_forgets_what_was_asked_seldom_and_long_ago(cast):
    """INF-5: what few looked for does not stay for ever; what many did, does."""
    for asked, times in (("少见", 2), ("常见", 3)):
        for _time in range(times):
            note_gap(asked, node=None, outside=True, now=cast.now)
    forget_old_gaps(now=cast.now + FORGOTTEN_AFTER + timedelta(days=1))
    assert SearchGap.objects.get().words == "常见"
