"""What comes to an open case is seen without reloading, and what one is typing stays (CAS-15)."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alongside.domain.cases.actions.writing import write_as_customer
from alongside.domain.customers.models import CustomerActor
from alongside.faces.desk.tests.house import build_house


@pytest.fixture
def house(transactional_db):
    house = build_house()
    house.first = house.case()
    return house


def test_a_message_appears_below_while_somebody_types(page, house, sign_in):
    sign_in(page, house.agent)
    page.goto(f"/desk/cases/{house.first.number}/")
    page.locator("#say_words").fill("正在写的答复")
    write_as_customer(house.first, words="门又打不开了", by=CustomerActor(house.customer), now=timezone.now())
    page.evaluate("document.dispatchEvent(new CustomEvent('notices'))")  # as when a notice arrives
    expect(page.locator(".story article").last).to_contain_text("门又打不开了")
    expect(page.locator("#say_words")).to_have_value("正在写的答复")
    page.evaluate("document.dispatchEvent(new CustomEvent('notices'))")
    page.wait_for_load_state("networkidle")
    expect(page.locator("article", has_text="门又打不开了")).to_have_count(1)
