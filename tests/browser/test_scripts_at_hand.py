"""A customer is answered with standard wording by keys alone, and what is not promised is seen before it is sent (CHN-8)."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alongside.domain.cases.samples import a_case_in
from alongside.domain.conversations.models import Message
from alongside.domain.knowledge.models import Article, ArticleUse
from alongside.domain.wording.models import ForbiddenWording
from alongside.faces.desk.tests.house import build_house


@pytest.fixture
def house(transactional_db):
    return build_house()


def test_a_script_is_put_in_by_keys_and_a_forbidden_promise_needs_its_tick(
    house, open_window, sign_in, assert_fits
):
    """CHN-8, WCAG 2.2 AA: r / 时限 ↓ Enter, what is missing is filled in, the warning stands there while one types."""
    now = timezone.now()
    case = a_case_in("investigating", node=house.project, now=now, customer=house.customer)
    Article.objects.create(
        node=house.project, kind="script", topic="complaint", situation="deadline", owner=house.supervisor,
        state="published", title="告知处理时限", words="您好，{{客服}}已受理{{事件编号}}，{{热线}}随时可拨。", number=1,
        created_at=now, published_at=now, search_text="", search_vector="",
    )  # fmt: skip
    ForbiddenWording.objects.update_or_create(
        code="school_place",
        defaults={
            "variants": "保证…学位",
            "why": {"zh-hans": "不得承诺"},
            "severity": "confirm",
            "is_active": True,
        },
    )
    desk = open_window(bypass_csp=True)
    sign_in(desk, house.agent)
    desk.goto(f"/desk/cases/{case.number}/")
    words = desk.locator("#say_words")
    desk.keyboard.press("r")
    expect(words).to_be_focused()
    desk.keyboard.press("/")
    expect(desk.locator("#sheet [data-script]")).to_contain_text(case.number)
    assert_fits(desk)
    expect(desk.locator("#sheet input[type=search]")).to_be_focused()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(words).to_have_value(f"您好，{house.agent.name}已受理{case.number}，{{{{热线}}}}随时可拨。")
    desk.keyboard.type("热线")  # what is missing is chosen already
    words.press("End")
    words.press_sequentially("保证学位。")
    tick = desk.locator("#composer input[name=knowing]")
    expect(tick).to_be_visible()
    assert_fits(desk)
    desk.keyboard.press("Control+Enter")
    expect(tick).to_be_visible()  # the browser waits for the tick
    assert not Message.objects.filter(body__contains="保证学位").exists()
    tick.check()
    words.press("Control+Enter")
    expect(desk.locator("#main .story")).to_contain_text("保证学位。")
    assert ArticleUse.objects.get().about_id == case.pk
