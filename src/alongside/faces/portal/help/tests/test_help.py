"""The help centre: open to anybody, and honest about what may be read where."""

from __future__ import annotations

import pytest
from django.test import Client

from alongside.domain.knowledge.models import ArticleDay, ArticleVote, SearchGap
from alongside.domain.knowledge.samples import a_script, an_article, published
from alongside.faces.portal.tests.house import signed_in

pytestmark = pytest.mark.django_db
URL = "/portal/help/"


@pytest.fixture
def public(cast):
    draft = an_article(cast.project, by=cast.agent, now=cast.now)
    return published(draft, by=cast.agent, approver=cast.supervisor, now=cast.now)


def test_is_read_and_judged_without_signing_in(cast, client, public):
    """CHN-9: searched, opened, counted; one word for each browser, which may change it."""
    inside = published(
        an_article(cast.project, by=cast.agent, now=cast.now, is_public=False, title="漏水内部指引"), by=cast.agent,
        approver=cast.supervisor, now=cast.now,
    )  # fmt: skip
    script = published(a_script(cast.project, by=cast.agent, now=cast.now), by=cast.agent, approver=cast.supervisor, now=cast.now)  # fmt: skip
    found = client.get(URL, {"q": "卫生间漏水怎么办"}).content.decode()
    assert f"{URL}{public.pk}/" in found and "内部指引" not in found
    assert "<strong>五年</strong>" in client.get(f"{URL}{public.pk}/").content.decode()
    for hidden in (inside, script):
        assert client.get(f"{URL}{hidden.pk}/").status_code == 404
        assert client.post(f"{URL}{hidden.pk}/helpful/", {"helpful": "yes"}).status_code == 404
    for word in ("yes", "no", "no"):
        assert client.post(f"{URL}{public.pk}/helpful/", {"helpful": word}).status_code == 302
    vote = ArticleVote.objects.get()
    assert (vote.is_helpful, vote.customer, len(vote.visitor)) == (False, None, 24)
    assert ArticleDay.objects.get().outside == 1


def test_gathers_what_it_could_not_answer(cast, client, public):
    """CHN-9, INF-1: of whom, nobody knows; a number that was typed is not kept."""
    assert client.get(URL, {"q": "宽带安装 13800138000"}).status_code == 200
    gap = SearchGap.objects.get()
    assert (gap.words, gap.outside, gap.node) == ("宽带安装", 1, cast.group)


def test_shows_customers_what_holds_for_them(cast, public):
    """ORG-3: an owner of another project does not read this one's answers; the votes of one person are one."""
    theirs = signed_in(Client(), cast.customer.customer)
    assert public.title in theirs.get(URL).content.decode()
    for _time in range(2):
        theirs.post(f"{URL}{public.pk}/helpful/", {"helpful": "yes"})
    assert ArticleVote.objects.get().customer == cast.customer.customer
    other = signed_in(Client(), cast.other_customer.customer)
    assert other.get(f"{URL}{public.pk}/").status_code == 404
