"""Articles of the help centre are offered, read and judged in the window, before anybody is written to (CHN-6, CHN-9)."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import expect
from tests.browser.conftest import PHONE

from alongside.domain.conversations.actions import add_account
from alongside.domain.knowledge.samples import an_article, published
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.house import build_house


def test_what_is_typed_finds_an_article_that_opens_in_the_window(transactional_db, open_window) -> None:
    """CHN-9: often asked at first, then what the words find; Escape leaves the article, and nothing typed is lost."""
    house, now = build_house(), timezone.now()
    agent, lead = actor_for(house.agent, now=now), actor_for(house.supervisor, now=now)
    for title in ("卫生间漏水怎么报修", "装修押金什么时候退"):
        written = an_article(house.project, by=agent, now=now, title=title)
        published(written, by=agent, approver=lead, now=now)
    account = add_account(
        node=house.project, provider="widget", name="观澜庭客服", given={"origins": "https://www.example.test"},
        by=lead, now=now,
    )  # fmt: skip
    window = open_window(PHONE)
    window.goto(f"/widget/{account.code}/?lang=zh")
    offers, article = window.locator("#help button"), window.locator("#article")
    expect(offers).to_have_count(2)
    window.locator("#words").fill("卫生间漏水")
    expect(offers).to_have_text(["卫生间漏水怎么报修"])
    offers.click()
    expect(article).to_contain_text("先关闭楼上水阀")
    article.get_by_role("button", name="有帮助").click()
    expect(article.get_by_role("status")).to_contain_text("谢谢")
    window.keyboard.press("Escape")
    expect(article).to_be_hidden()
    expect(window.locator("#words")).to_have_value("卫生间漏水")
