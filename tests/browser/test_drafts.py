"""A draft comes into the composer below what was written, a summary beside the case (CHN-10)."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.fakes.running import running

from alongside.domain.cases.actions.writing import reply_to_customer
from alongside.domain.conversations.models import Message
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.house import build_house


@pytest.fixture
def house(transactional_db):
    Client().get("/health")  # every address is read in before a browser waits for one
    return build_house()


def test_comes_into_the_composer_and_is_never_sent_by_itself(
    open_window, sign_in, house, settings, assert_accessible
):
    """CHN-10: below what stands there, with the customer's name put back; nothing goes out."""
    agent = actor_for(house.agent, now=house.now)
    case = house.case(title="卫生间漏水")
    reply_to_customer(case, words=f"{case.number}已受理。", channel="portal", by=agent, now=house.now)
    said = Message.objects.count()
    with running("chat_endpoint") as url:
        settings.CHAT_ENDPOINT = {
            "api": f"{url}/v1", "key": "fake-endpoint-key", "model": "m", "per_day": 9, "seconds": 20
        }  # fmt: skip
        desk = open_window()
        sign_in(desk, house.agent)
        desk.goto(f"/desk/cases/{case.number}/?say=reply_to_customer")
        answer = desk.locator("#say_words")
        answer.fill("您好，")
        desk.get_by_role("button", name="起草").click()
        expect(desk.get_by_text("机器起草，请核对修改后再发送。")).to_be_visible()
        assert answer.input_value().startswith("您好，\n\n") and case.number in answer.input_value()
        desk.get_by_role("button", name="摘要").click()
        expect(desk.locator("#summary")).to_contain_text(case.number)
        assert_accessible(desk)
    assert Message.objects.count() == said
