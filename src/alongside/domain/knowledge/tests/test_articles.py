"""An article from its draft to its retirement, and who sees it on the way."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from alongside.domain.knowledge.actions import (
    discard_draft,
    retire_article,
    review_article,
    revise_article,
    submit_article,
    take_back_article,
)
from alongside.domain.knowledge.actions.approving import approval_of
from alongside.domain.knowledge.actions.handing_over import ARTICLES
from alongside.domain.knowledge.actions.reminding import remind_of_reviews
from alongside.domain.knowledge.actions.writing import under_way
from alongside.domain.knowledge.models import Article
from alongside.domain.knowledge.queries import articles_found, overdue, public_at, scripts_for
from alongside.domain.knowledge.reactions.following import put_back
from alongside.domain.knowledge.rules import Text
from alongside.domain.knowledge.samples import a_script, an_article, published
from alongside.domain.work.actions.approving import decide_approval, withdraw_approval
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

NEW = Text("卫生间漏水处理", "保修期为 **八年**。", True, "保修期改为八年")


def seen_by(*viewers) -> list[bool]:
    return [Article.objects.visible_to(one).exists() for one in viewers]


def test_is_published_by_a_second_person_only(cast):
    """CHN-9, ORG-9: four eyes; a no says why and lets the writer write on."""
    article = an_article(cast.project, by=cast.supervisor, now=cast.now)
    asked = submit_article(article, by=cast.supervisor, now=cast.now)
    with pytest.raises(NotAllowed):
        decide_approval(asked, is_yes=True, by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused):
        revise_article(article, text=NEW, by=cast.agent, now=cast.now)
    decide_approval(asked, is_yes=False, words="保修期写错了", by=cast.manager, now=cast.now)
    article.refresh_from_db()
    draft = under_way(article)
    assert (article.state, draft.state, draft.refused_because) == ("draft", "draft", "保修期写错了")
    revise_article(article, text=NEW, by=cast.supervisor, now=cast.now)
    article = published(article, by=cast.supervisor, approver=cast.manager, now=cast.now)
    assert (article.state, article.number, article.title) == ("published", 1, NEW.title)
    version = article.versions.get()
    assert (version.written_by, version.approved_by) == (cast.supervisor.staff, cast.manager.staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        article.versions.update(approved_by=cast.supervisor.staff)


def test_stands_while_a_new_version_is_written(cast, article):
    """CHN-9: readers have the approved version until the next one is approved; both are kept."""
    draft = revise_article(article, text=NEW, by=cast.agent, now=cast.now, seen=article.version)
    assert draft.number == 2
    with pytest.raises(Conflict):
        revise_article(article, text=NEW, by=cast.colleague, now=cast.now, seen=article.version)
    article.refresh_from_db()
    assert (article.state, article.number, article.title) == ("published", 1, "卫生间顶棚漏水怎么办")
    article = published(article, by=cast.agent, approver=cast.supervisor, now=cast.now)
    states = article.versions.order_by("number").values_list("number", "state", "title")
    assert list(states) == [(1, "replaced", "卫生间顶棚漏水怎么办"), (2, "published", NEW.title)]
    assert articles_found(Article.objects.public(), "八年") == [article]
    assert articles_found(Article.objects.public(), "水阀") == []


def test_is_seen_where_it_holds_and_below(cast, article):
    """ORG-3, CHN-9: drafts by who writes there; internal ones never outside; public ones by anybody."""
    assert seen_by(cast.colleague, cast.director, cast.customer, Actor()) == [True] * 4
    assert seen_by(cast.stranger, cast.other_customer, cast.contractor) == [False] * 3
    retire_article(article, reason="已由新规取代", by=cast.supervisor, now=cast.now)
    assert seen_by(cast.agent, cast.engineer, cast.customer, Actor()) == [True, False, False, False]
    inside = an_article(cast.city, by=cast.city_manager, now=cast.now, is_public=False)
    assert seen_by(cast.stranger, cast.city_manager) == [False, True]
    published(inside, by=cast.city_manager, approver=cast.director, now=cast.now)
    assert seen_by(cast.stranger, cast.engineer, cast.customer, Actor()) == [True, True, False, False]
    with pytest.raises(NotAllowed):
        revise_article(inside, text=NEW, by=cast.agent, now=cast.now)


def test_gives_scripts_of_the_place_before_those_of_above(cast):
    """CHN-8: who writes an answer finds the words for the situation; drafts and other places' stay away."""
    city = published(
        a_script(cast.city, by=cast.city_manager, now=cast.now), by=cast.city_manager, approver=cast.director,
        now=cast.now,
    )  # fmt: skip
    here = published(
        a_script(cast.project, by=cast.agent, now=cast.now), by=cast.agent, approver=cast.supervisor, now=cast.now
    )  # fmt: skip
    a_script(cast.project, by=cast.agent, now=cast.now)
    assert list(scripts_for(cast.agent, node=cast.project, situation="deadline")) == [here, city]
    assert list(scripts_for(cast.stranger, node=cast.other_project)) == [city]
    assert not scripts_for(cast.agent, node=cast.project, situation="apology")


def test_is_found_as_people_ask(cast, article):
    """CHN-9: two characters exactly; a whole question by what it is about; the likeliest first; else nothing."""
    other = published(
        an_article(cast.project, by=cast.agent, now=cast.now, title="阳台推拉门", words="关不上，或者漏水，都可报修。"),
        by=cast.agent, approver=cast.supervisor, now=cast.now,
    )  # fmt: skip
    public = public_at(cast.project)
    assert articles_found(public, "漏水") == [article, other]
    assert articles_found(public, "请问我家卫生间漏水怎么办？") == [article]
    assert articles_found(public, "卫生间的顶棚漏水了") == [article]  # no text has all of it
    assert (
        articles_found(public, "产证办理") == articles_found(public, "?") == articles_found(public, "") == []
    )
    assert articles_found(public, "ﷺ" * 100) == []  # each becomes eighteen characters


def test_goes_back_to_its_writer_when_the_question_is_withdrawn(cast):
    """ORG-9: at the article by whoever writes there, or among the approvals by who asked."""
    article = an_article(cast.project, by=cast.agent, now=cast.now)
    submit_article(article, by=cast.agent, now=cast.now)
    article = take_back_article(article, by=cast.colleague, now=cast.now)
    assert (article.state, under_way(article).state) == ("draft", "draft")
    asked = submit_article(article, by=cast.agent, now=cast.now)
    withdraw_approval(asked, by=cast.agent, now=cast.now)
    entry = JournalEntry.objects.filter(kind="approval.withdrawn").latest("pk")
    for _time in range(2):
        put_back(entry)
    article.refresh_from_db()
    assert (article.state, under_way(article).state) == ("draft", "draft")
    assert approval_of(under_way(article)) is None
    assert discard_draft(article, by=cast.agent, now=cast.now) is None
    assert not Article.objects.exists()


def test_reminds_its_owner_once_of_each_review(cast, article):
    """CHN-9: the day begins where the article holds; looking it over sets the next one."""
    due = article.review_at
    assert due.astimezone(ZoneInfo(cast.project.zone)).isoformat() == "2027-11-20T00:00:00+08:00"
    remind_of_reviews(now=due - timedelta(seconds=1))
    assert not Notice.objects.filter(kind="article.review_due").exists()
    for _time in range(2):
        remind_of_reviews(now=due)
    assert Notice.objects.get(kind="article.review_due").staff == cast.agent.staff
    assert list(overdue(Article.objects.visible_to(cast.agent), now=due)) == [article]
    with pytest.raises(NotAllowed):
        review_article(article, by=cast.engineer, now=due)
    review_article(article, by=cast.actor(cast.agent.staff), now=due)
    assert not overdue(Article.objects.all(), now=due).exists()


def test_is_given_on_when_its_owner_leaves(cast, article):
    """ORG-6: what somebody answers for is never nobody's; the place's manager takes what was given to nobody."""
    assert [one.id for one in ARTICLES.open_with(cast.agent.staff)] == [article.pk]
    assert ARTICLES.give(article.pk, staff=cast.agent.staff, to=None, by=SYSTEM, now=cast.now)
    assert not ARTICLES.give(article.pk, staff=cast.agent.staff, to=None, by=SYSTEM, now=cast.now)
    article.refresh_from_db()
    assert article.owner == cast.manager.staff
