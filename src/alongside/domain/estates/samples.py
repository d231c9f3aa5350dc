"""Estates, buildings and units for tests and the demo, made through the actions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from alongside.domain.estates.actions import (
    add_building,
    add_estate,
    add_location,
    add_plan,
    add_public_area,
    add_unit,
)
from alongside.domain.estates.models import Building, Estate, FloorPlan, Location, PublicArea, Unit
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


def a_plan(estate: Estate, *, now: datetime, **but: Any) -> FloorPlan:
    """The plan of every home of three rooms, drawn."""
    given = {"name": "三室两厅两卫 112㎡", "layout": "三室两厅两卫", "picture": a_drawing(), **but}
    return add_plan(estate, by=SYSTEM, now=now, **given)


# left, top, right, bottom of rooms, in a drawing of 1000 × 760
_ROOMS = (
    (40, 40, 360, 330), (40, 330, 250, 520), (250, 330, 360, 520), (40, 520, 360, 720), (360, 40, 700, 430),
    (360, 430, 560, 720), (560, 430, 700, 720), (700, 40, 960, 300), (700, 300, 960, 480), (700, 480, 960, 720),
)  # fmt: skip


def a_drawing() -> ContentFile:
    """A PNG upload of walls, doors and windows."""
    picture = Image.new("RGB", (1000, 760), (255, 255, 255))
    brush = ImageDraw.Draw(picture)
    for number, room in enumerate(_ROOMS):
        brush.rectangle(room, fill=((246, 247, 244), (238, 244, 242), (249, 245, 238))[number % 3])
    for left, top, right, bottom in _ROOMS:
        brush.rectangle((left, top, right, bottom), outline=(62, 74, 72), width=9)
        brush.rectangle((left + 50, bottom - 5, left + 108, bottom + 5), fill=(250, 250, 248))
        brush.arc((left + 50, bottom - 58, left + 166, bottom + 58), 180, 270, fill=(150, 160, 158), width=3)
    for left in (120, 460, 780):
        brush.rectangle((left, 34, left + 130, 46), fill=(176, 206, 226))
    body = BytesIO()
    picture.save(body, "PNG")
    return ContentFile(body.getvalue(), name="plan.png")
