"""Articles of the help centre in the window (CHN-6, CHN-9)."""

from __future__ import annotations

from alongside.domain.conversations.models import KnockCount
from alongside.domain.conversations.rules import visiting
from alongside.domain.knowledge.models import ArticleDay, ArticleVote, SearchGap
from alongside.domain.knowledge.samples import an_article, published
from alongside.faces.widget.tests.test_chat import OURS, Window, account, house

__all__ = ["account", "house"]


def a_public(by, approver, node, now, **but):
    written = an_article(node, by=by, now=now, **but)
    return published(written, by=by, approver=approver, now=now)


def test_what_is_typed_finds_public_articles_of_the_place_and_leaves_nothing_behind(cast, account) -> None:
    """CHN-9: offered by the words typed, read in the window, counted as shown; no cookie, no gap, nothing of another place."""
    window = Window(account)
    mine = a_public(
        cast.agent,
        cast.supervisor,
        cast.project,
        cast.now,
        title="卫生间漏水怎么报修",
        words="先关水阀，再打服务热线。",
    )
    a_public(cast.stranger, cast.other_supervisor, cast.other_project, cast.now, title="漏水（云栖府）")
    an_article(cast.project, by=cast.agent, now=cast.now, is_public=False, title="漏水内部话术", words="漏水")
    found = window.post("help/", words="卫生间漏水")
    assert mine.title in found.text and "云栖府" not in found.text and "内部" not in found.text
    assert window.post("help/", words="").status_code == 200
    assert window.post("help/", words="xyz qqq").status_code == 204
    read = window.client.get(f"/widget/{account.code}/help/{mine.pk}/")
    assert "先关水阀" in read.text and not read.cookies and not found.cookies
    assert ArticleDay.objects.get().outside == 1 and not SearchGap.objects.exists()


def test_a_word_about_an_article_counts_once_an_opening_and_is_limited(cast, account, monkeypatch) -> None:
    """CHN-6, CHN-9: only from our own frame with its pass; changed, not doubled; beyond the limit kindly refused."""
    window = Window(account)
    article = a_public(cast.agent, cast.supervisor, cast.project, cast.now)
    path = f"help/{article.pk}/word/"
    assert (
        window.post(path, helpful="yes", headers={"Origin": "https://www.guanlanting.example"}).status_code
        == 403
    )
    assert window.post(path, helpful="yes", **{"pass": "made up"}).status_code == 422
    for word in ("yes", "no"):
        assert window.post(path, helpful=word).status_code == 200
    assert ArticleVote.objects.get().is_helpful is False
    monkeypatch.setitem(
        visiting.BY_ADDRESS, "helped", visiting.Limit(2, visiting.BY_ADDRESS["helped"].within)
    )
    assert window.post(path, helpful="yes", headers=OURS).status_code == 429
    assert ArticleVote.objects.get().is_helpful is False and KnockCount.objects.exists()
