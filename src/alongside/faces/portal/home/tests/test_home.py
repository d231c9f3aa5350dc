"""The first page: greeting, home, what I can do, what is being done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from alongside.domain.organisation.actions import change_node
from alongside.faces.portal.home.home import greeting
from alongside.kernel.actor import SYSTEM


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "晚上好"), (6, "早上好"), (11, "中午好"), (13, "下午好"), (18, "晚上好")]
)
def test_greets_by_the_local_hour(hour, words):
    with timezone.override(UTC):
        assert greeting(datetime(2026, 11, 20, hour, tzinfo=UTC)) == words


def test_switches_between_homes(house, as_zhou, as_ma):
    assert "2102" in as_zhou.get("/portal/").content.decode()
    as_zhou.post("/portal/homes/", {"unit": house.second_home.pk})
    assert "2202" in as_zhou.get("/portal/").content.decode()
    as_zhou.post("/portal/homes/", {"unit": house.his_home.pk})
    assert "2302" not in as_zhou.get("/portal/").content.decode()
    assert "切换房屋" not in as_ma.get("/portal/").content.decode()


def test_the_hotline_of_the_nearest_node_above_is_a_tap_away(house, as_zhou):
    assert "tel:" not in as_zhou.get("/portal/").content.decode()
    change_node(house.node.parent, hotline="400 800 1234", by=SYSTEM, now=house.now)
    assert 'href="tel:400 800 1234"' in as_zhou.get("/portal/").content.decode()
    change_node(house.node, hotline="0571 8888", by=SYSTEM, now=house.now)
    assert 'href="tel:0571 8888"' in as_zhou.get("/portal/").content.decode()


def test_has_one_primary_button_at_most(house, as_zhou):
    for state in ("proposed", "resolved", "received"):
        house.case(state)
    assert as_zhou.get("/portal/").content.decode().count("btn-primary") == 1


def test_asks_to_rate_what_was_closed(house, as_zhou):
    case = house.case("closed")
    assert f"{case.number}/#rate" in as_zhou.get("/portal/").content.decode()
