"""An owner taps the spot on the plan of their home (EST-8)."""

import pytest

from alongside.domain.estates.models import Pin
from alongside.domain.estates.samples import a_plan


@pytest.fixture
def draft(house):
    a_plan(house.home.estate, now=house.now, layout=house.home.layout)
    return house.draft()


def test_one_tap_is_the_answer(as_zhou, draft):
    """EST-8: half of 328 pixels from the left, a quarter of 249 from the top; without scripts."""
    assert (
        f"/portal/report/{draft.key}/plan/"
        in as_zhou.get(f"/portal/report/{draft.key}/place/").content.decode()
    )
    answer = as_zhou.post(f"/portal/report/{draft.key}/plan/", {"spot.x": "164", "spot.y": "62"})
    assert answer.headers["Location"] == f"/portal/report/{draft.key}/words/"
    draft.refresh_from_db()
    assert (draft.pin.drawn_x, round(float(draft.pin.y), 2)) == (500, 0.25)


@pytest.mark.parametrize("spot", [{}, {"spot.x": "-1", "spot.y": "3"}, {"spot.x": "x", "spot.y": "3"}])
def test_what_is_no_tap_leads_nowhere(as_zhou, draft, spot: dict):
    """INF-10"""
    assert as_zhou.post(f"/portal/report/{draft.key}/plan/", spot).status_code == 404
    assert not Pin.objects.exists()


def test_is_there_only_where_there_is_a_plan_and_for_its_owner(as_zhou, as_ma, house):
    """ORG-3"""
    draft = house.draft()
    path = f"/portal/report/{draft.key}/plan/"
    assert as_zhou.get(path).status_code == 404
    a_plan(house.home.estate, now=house.now, layout=house.home.layout)
    assert as_zhou.get(path).status_code == 200
    assert as_ma.get(path).status_code == 404
