"""My journey in the portal (JRN-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.customers.actions import relate_unit
from alongside.domain.estates.actions import move_delivery
from alongside.domain.estates.samples import a_unit
from alongside.domain.journeys.actions.stepping import do_step
from alongside.domain.journeys.samples import a_journey, shipped_journeys
from alongside.domain.organisation.samples import a_role, an_actor
from alongside.domain.promises.samples import a_promise
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def journey(house):
    shipped_journeys(now=house.now)
    building = house.home.building
    move_delivery(
        building, on=(house.now + timedelta(days=300)).date(), words="先定一个日子", by=SYSTEM, now=house.now
    )
    move_delivery(
        building, on=(house.now + timedelta(days=400)).date(), words="雨季延长", by=SYSTEM, now=house.now
    )
    return a_journey(
        house.zhou,
        house.home,
        now=house.now,
        keeper=house.lin,
        happened={"signed": house.now - timedelta(hours=2)},
    )


def test_shows_where_i_am_what_comes_and_what_to_bring(as_zhou, house, journey) -> None:
    """JRN-1: in words for me, not the work points of those who walk with me."""
    text = as_zhou.get(f"/portal/journeys/{journey.pk}/").content.decode()
    for words in ("亲密接触", "客服专员给您打第一个电话", "雨季延长", "已签约", house.lin.name):
        assert words in text
    assert "从满心欢喜到隐隐不安" not in text
    home = as_zhou.get("/portal/").content.decode()
    assert "客服专员给您打第一个电话" in home
    assert "雨季延长" not in home  # it was handed over long ago


def test_tells_on_the_first_page_that_the_promised_day_was_moved(as_zhou, house, journey) -> None:
    """JRN-3: whoever has no mail learns it there."""
    waited_for = a_unit(
        house.home.building, now=house.now, number="2701", handed_over_on=None, status="contracted"
    )
    relate_unit(house.zhou, unit=waited_for, role="buyer", from_on=house.now.date(), by=SYSTEM, now=house.now)
    a_journey(house.zhou, waited_for, now=house.now)
    as_zhou.post("/portal/homes/", {"unit": waited_for.pk})
    home = as_zhou.get("/portal/").content.decode()
    assert "交付日期调整为" in home
    assert "雨季延长" in home


def test_is_nobody_elses(as_ma, journey) -> None:
    """ORG-3"""
    assert as_ma.get(f"/portal/journeys/{journey.pk}/").status_code == 404


def test_counts_what_was_done_again_and_again_once(as_zhou, house, journey) -> None:
    """JRN-1: the latest first, and the picture says when each part of the way began."""
    for days in (1, 2):
        step = journey.steps.filter(state="planned", code="waiting_follow_up").order_by("due_at").first()
        do_step(step, said="都好", by=SYSTEM, now=house.now + timedelta(days=days))
    text = as_zhou.get(f"/portal/journeys/{journey.pk}/").content.decode()
    passed = text[text.index("走过的路") :]
    assert passed.count("客服专员与您联系，说说近况") == 1
    assert "2 次" in passed
    assert passed.index("客服专员与您联系") < passed.index("已签约")


def test_shows_what_was_promised_about_this_home_or_none(as_zhou, house, journey) -> None:
    """SAL-4, JRN-1"""
    role = a_role(permissions=["see_promises", "make_promise"])
    maker = an_actor(staff=house.lin, node=house.node, role=role, now=house.now)
    for unit, words in ((house.home, "阳台栏杆本周换好"), (house.second_home, "车位划线月底完成")):
        a_promise(house.zhou, unit=unit, words=words, by=maker, now=house.now)
    text = as_zhou.get(f"/portal/journeys/{journey.pk}/").content.decode()
    assert ("阳台栏杆本周换好" in text, "车位划线月底完成" in text) == (True, False)
