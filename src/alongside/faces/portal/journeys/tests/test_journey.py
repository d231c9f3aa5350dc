"""My journey in the portal (JRN-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.estates.actions import move_delivery
from alongside.domain.journeys.samples import a_journey, shipped_journeys
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
    for words in ("亲密接触", "您的客服专员会给您打第一个电话", "雨季延长", "已签约", house.lin.name):
        assert words in text
    assert "从满心欢喜到隐隐不安" not in text
    assert "客服专员会给您打第一个电话" in as_zhou.get("/portal/").content.decode()


def test_is_nobody_elses(as_ma, journey) -> None:
    """ORG-3"""
    assert as_ma.get(f"/portal/journeys/{journey.pk}/").status_code == 404
