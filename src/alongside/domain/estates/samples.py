"""Estates, buildings and units for tests and the demo, made through the actions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from alongside.domain.estates.actions import add_building, add_estate, add_location, add_public_area, add_unit
from alongside.domain.estates.models import Building, Estate, Location, PublicArea, Unit
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM


def an_estate(*, node: Node, now: datetime, **but: Any) -> Estate:
    """观澜庭, named after its node."""
    given = {"name": node.name, "developer": "同行置业", "address": "杭州市滨江区闻涛路 188 号", **but}
    return add_estate(node=node, by=SYSTEM, now=now, **given)


def a_building(estate: Estate, *, now: datetime, **but: Any) -> Building:
    """8栋, the one of that name if it is there."""
    given = {"name": "8栋", "floors": 26, "delivery_on": date(2024, 6, 30), **but}
    there = Building.objects.filter(estate=estate, name=given["name"]).first()
    return there or add_building(estate, by=SYSTEM, now=now, **given)


def a_unit(building: Building, *, now: datetime, **but: Any) -> Unit:
    """8栋1单元2102, decorated, lived in."""
    given = {
        "entrance": "1",
        "number": "2102",
        "floor": 21,
        "layout": "三室两厅两卫",
        "gross_area": Decimal("112.60"),
        "orientation": "南",
        "finish": "decorated",
        "status": "occupied",
        "handed_over_on": date(2024, 6, 30),
        **but,
    }
    return add_unit(building, by=SYSTEM, now=now, **given)


def a_public_area(estate: Estate, *, now: datetime, **but: Any) -> PublicArea:
    """The garage below."""
    given = {"name": "地下车库", "kind": "garage", **but}
    return add_public_area(estate, by=SYSTEM, now=now, **given)


def a_location(*, now: datetime, **but: Any) -> Location:
    """A place of the catalogue; those of the packs are found with Location.objects.get(code=…)."""
    given = {"code": "utility_room", "name": {"zh-hans": "家政间", "en": "Utility room"}, **but}
    return add_location(by=SYSTEM, now=now, **given)
