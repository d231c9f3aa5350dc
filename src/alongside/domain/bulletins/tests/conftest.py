"""A building whose people wait for their homes, and one beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from alongside.domain.customers.actions import relate_unit
from alongside.domain.customers.models import Customer
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_building, add_unit
from alongside.domain.estates.models import Building, Unit
from alongside.kernel.actor import SYSTEM


@dataclass
class Site:
    building: Building
    beside: Building
    homes: list[Unit]
    buyers: list[
        Customer
    ]  # the first owns three homes, one of them beside; the last has no address for mails


@pytest.fixture
def site(cast) -> Site:
    building, beside = (
        add_building(cast.estate, name=name, by=SYSTEM, now=cast.now) for name in ("21栋", "22栋")
    )
    homes = [
        add_unit(
            building, number=f"{floor}01", entrance="1单元", status="contracted", by=SYSTEM, now=cast.now
        )
        for floor in range(1, 6)
    ]
    next_door = add_unit(beside, number="101", entrance="1单元", status="contracted", by=SYSTEM, now=cast.now)
    buyers = [
        a_customer(
            node=cast.project,
            now=cast.now,
            name=f"买家{n}",
            phone=f"1380000330{n}",
            email=f"buyer{n}@example.com" if n < 3 else "",
        )
        for n in range(4)
    ]
    for buyer, home, role in (
        (buyers[0], homes[0], "buyer"),
        (buyers[0], homes[1], "owner"),
        (buyers[0], next_door, "buyer"),
        (buyers[1], homes[2], "buyer"),
        (buyers[2], homes[3], "owner"),
        (buyers[3], homes[3], "co_owner"),
    ):
        relate_unit(buyer, unit=home, role=role, from_on=date(2025, 3, 1), by=SYSTEM, now=cast.now)
    looks = a_customer(
        node=cast.project, now=cast.now, name="看房人", phone="13800003309", email="l@example.com"
    )
    relate_unit(looks, unit=homes[4], role="prospect", from_on=date(2025, 3, 1), by=SYSTEM, now=cast.now)
    return Site(building, beside, homes, buyers)
