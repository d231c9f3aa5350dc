"""What many say at once, from the intake to the lead case, by keys (CHN-10, CHN-11, CAS-11, WCAG 2.2 AA)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from alongside.domain.assistance.actions import gather_node, train_models
from alongside.domain.assistance.models import HotIssue
from alongside.domain.assistance.tests.neighbours import LIFT
from alongside.domain.cases.models import Case, Category
from alongside.domain.customers.models import Customer
from alongside.faces.desk.tests.house import build_house
from alongside.kernel.actor import SYSTEM


@pytest.fixture
def house(transactional_db):
    """A few closed cases to learn from, and six neighbours who call now."""
    house = build_house()
    lift = Category.objects.create(kind="repair", code="repair/lift", name={"zh-hans": "电梯", "en": "Lift"})
    for number in range(16):
        at = house.now - timedelta(days=40, minutes=number)
        house.case(
            title=LIFT[number], words=LIFT[number], kind="repair", customer=None, category=lift, now=at
        )
        house.case(title=f"卫生间漏水{number}", words="楼上漏水", customer=None, now=at)
    Case.objects.update(state="closed", is_open=False, closed_at=house.now, next_due_at=None)
    train_models(by=SYSTEM, now=house.now, fewest=10)
    for number, words in enumerate(LIFT[16:22]):
        customer = Customer.objects.create(node=house.project, name=f"业主{number}", created_at=house.now)
        at = house.now - timedelta(hours=number + 1)
        house.case(title=words, words=words, customer=customer, now=at)
    gather_node(house.project, by=SYSTEM, now=house.now)
    return house


def test_a_suggestion_is_taken_by_its_key_and_many_calls_become_one_lead_case(
    house, open_window, sign_in, assert_fits
):
    """CHN-10: nothing sets itself. CHN-11, CAS-11: six callers in words of their own, one act."""
    desk = open_window(bypass_csp=True)
    sign_in(desk, house.supervisor)
    desk.goto("/desk/cases/new/")
    desk.locator("#id_title").fill("电梯又停了")
    desk.locator("#id_words").fill("电梯停运，老人下不了楼")
    desk.locator("#id_words").blur()
    expect(desk.locator("[data-fill=category]").first).to_contain_text("电梯")
    assert_fits(desk)
    assert desk.locator("#id_category").input_value() == ""
    desk.keyboard.press("1")
    expect(desk.locator("#id_category")).to_have_value(str(Category.objects.get(code="repair/lift").pk))
    expect(desk.locator("[name=kind]:checked")).to_have_value("repair")

    issue = HotIssue.objects.get()
    desk.goto("/desk/hot-issues/")
    assert_fits(desk)
    desk.locator(".row-link").first.click()
    expect(desk).to_have_url(re.compile(f"/desk/hot-issues/{issue.pk}/$"))
    expect(desk.locator("#main")).to_contain_text(LIFT[16])
    assert_fits(desk)
    desk.keyboard.press("n")
    expect(desk).to_have_url(re.compile("/group/$"))
    assert_fits(desk)
    desk.locator("[name=title]").fill("电梯频繁故障")
    desk.locator("[name=words]").fill("六户反映，合并处理")
    desk.locator("[name=category]").select_option(str(house.category.pk))
    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_url(re.compile("/desk/cases/GLT-"))
    expect(desk.locator("#context")).to_contain_text(LIFT[16])
    assert Case.objects.get(title="电梯频繁故障").member_cases.count() == 6
