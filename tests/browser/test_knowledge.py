"""An article found by the keys of the desk and by a customer's question on the phone (CHN-9)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.conftest import PHONE

from alongside.domain.knowledge.actions import revise_article
from alongside.domain.knowledge.models import ArticleVote
from alongside.domain.knowledge.rules import Text
from alongside.domain.knowledge.samples import an_article, published
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.house import build_house


@pytest.fixture
def house(transactional_db):
    Client().get("/health")  # every address is read in before a browser waits for one
    return build_house()


def test_is_found_at_the_desk_and_in_the_help_centre(open_window, sign_in, house, assert_accessible):
    """CHN-9: with the keyboard at the desk; large and without signing in on the phone; for those who see badly too."""
    now = timezone.now()
    agent, lead = (actor_for(one, now=now) for one in (house.agent, house.supervisor))
    article = published(an_article(house.unit.node, by=agent, now=now), by=agent, approver=lead, now=now)
    revise_article(article, text=Text("卫生间漏水", "先关闭**水阀**。\n\n再报修。", True), by=agent, now=now)
    desk = open_window()
    sign_in(desk, house.agent)
    desk.goto("/desk/knowledge/")
    desk.keyboard.press("f")
    expect(desk.get_by_role("searchbox", name="搜索知识库")).to_be_focused()
    desk.keyboard.type("请问漏水怎么办")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/knowledge/?*")
    expect(desk.get_by_role("link", name=article.title)).to_be_visible()
    assert_accessible(desk)
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/knowledge/{article.pk}/")
    expect(desk.get_by_role("link", name="变更内容")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("link", name="变更内容").click()
    expect(desk.locator("ins").first).to_be_visible()
    assert_accessible(desk)

    phone = open_window(PHONE, bypass_csp=True)
    phone.goto("/portal/help/")
    assert_accessible(phone)
    phone.get_by_role("searchbox").fill("卫生间漏水怎么办")
    phone.get_by_role("button", name="搜索").click()
    phone.get_by_role("link", name=article.title).click()
    phone.wait_for_url(f"**/help/{article.pk}/")
    assert_accessible(phone)
    phone.get_by_role("button", name="有帮助", exact=True).click()
    expect(phone.get_by_role("button", name="有帮助", exact=True)).to_have_attribute("aria-pressed", "true")
    assert ArticleVote.objects.get().is_helpful
