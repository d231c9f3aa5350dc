"""Estates, their parts, what is near them, and the catalogue of places (EST-1, EST-3)."""

from datetime import date
from decimal import Decimal

import pytest

from alongside.domain.estates.actions import (
    add_building,
    add_estate,
    add_estate_fact,
    add_location,
    add_phase,
    add_public_area,
    change_estate,
    change_location,
)
from alongside.domain.estates.models import Building, Estate, Location, PublicArea
from alongside.domain.estates.queries import location_tree
from alongside.kernel.refusals import NotAllowed, Refused


def test_an_estate_stands_once_at_its_node(cast) -> None:
    """EST-1"""
    with pytest.raises(Refused):
        add_estate(node=cast.project, name="观澜庭", by=cast.supervisor, now=cast.now)
    second = add_estate(node=cast.project, name="观澜庭二期", by=cast.supervisor, now=cast.now)
    with pytest.raises(Refused):
        change_estate(second, name="观澜庭", by=cast.supervisor, now=cast.now)


def test_a_place_on_the_map_is_whole_and_on_earth(cast) -> None:
    """EST-1"""
    for change in ({"latitude": Decimal("30.2")}, {"latitude": Decimal(91), "longitude": Decimal(120)}):
        with pytest.raises(Refused):
            change_estate(cast.estate, by=cast.supervisor, now=cast.now, **change)
    moved = change_estate(
        cast.estate, latitude=Decimal("30.21"), longitude=Decimal("120.2"), by=cast.supervisor, now=cast.now
    )
    assert moved.version == cast.estate.version + 1


def test_parts_belong_to_their_own_estate(cast) -> None:
    """EST-1"""
    phase = add_phase(cast.estate, name="一期", by=cast.supervisor, now=cast.now)
    assert add_building(cast.estate, name="12", phase=phase, by=cast.supervisor, now=cast.now).name == "12栋"
    with pytest.raises(Refused):
        add_building(cast.other_estate, name="5", phase=phase, by=cast.other_supervisor, now=cast.now)
    with pytest.raises(Refused):
        add_public_area(
            cast.estate, name="大堂", building=cast.other_unit.building, by=cast.supervisor, now=cast.now
        )
    with pytest.raises(Refused):
        add_building(cast.estate, name="8栋", by=cast.supervisor, now=cast.now)


def test_an_adverse_factor_has_a_date_and_a_source(cast) -> None:
    """EST-1"""
    said = {
        "kind": "adverse_outside",
        "name": "变电站",
        "on": date(2023, 5, 1),
        "by": cast.supervisor,
        "now": cast.now,
    }
    with pytest.raises(Refused) as refusal:
        add_estate_fact(cast.estate, source=" ", **said)
    assert refusal.value.field == "source"
    assert add_estate_fact(cast.estate, source="规划公示", **said).source == "规划公示"


def test_estates_and_parts_of_elsewhere_are_not_seen(cast) -> None:
    """ORG-3"""
    assert set(Estate.objects.visible_to(cast.agent)) == {cast.estate}
    assert set(Building.objects.visible_to(cast.stranger)) == {cast.other_unit.building}
    assert not PublicArea.objects.visible_to(cast.stranger).exists()
    assert PublicArea.objects.visible_to(cast.agent).exists()
    for by in (cast.stranger, cast.engineer, cast.customer):
        with pytest.raises(NotAllowed):
            change_estate(cast.estate, address="别处", by=by, now=cast.now)


def test_the_catalogue_grows_below_what_is_there(cast) -> None:
    """EST-3"""
    room = Location.objects.get(code="kitchen")
    new = add_location(
        code="pantry", name={"zh-hans": "储物柜"}, parent=room, by=cast.system_admin, now=cast.now
    )
    assert new.code == "kitchen/pantry"
    assert new in location_tree()[room]
    change_location(new, is_active=False, by=cast.system_admin, now=cast.now)
    assert new not in location_tree()[room]
    with pytest.raises(Refused):
        add_location(code="pantry", name={"en": "Pantry"}, parent=room, by=cast.system_admin, now=cast.now)
    with pytest.raises(NotAllowed):
        change_location(new, is_active=True, by=cast.agent, now=cast.now)


def test_public_places_are_apart_from_those_in_a_home(cast) -> None:
    """EST-3"""
    homes, public = location_tree(is_public=False)[None], location_tree(is_public=True)[None]
    assert homes
    assert public
    assert not set(homes) & set(public)
