"""Whom a listing suits and what suits a customer, with the reasons (CUS-3, EST-4)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from alongside.domain.customers.actions import Said, describe_needs
from alongside.domain.customers.samples import a_customer
from alongside.domain.listings.queries.fitting import customers_fitting, listings_fitting
from alongside.domain.listings.samples import a_listing
from alongside.kernel.actor import SYSTEM


def looking(cast, name="何静", **said):
    """A customer with a budget (× 10,000 yuan), an area, rooms, as (lowest, highest)."""
    customer = a_customer(node=cast.project, now=cast.now, name=name, phone="", email="")
    told = {
        topic: Said("", *(one if one is None else Decimal(one) for one in ends))
        for topic, ends in said.items()
    }
    describe_needs(customer, told | {"schools": Said("学区")}, by=SYSTEM, now=cast.now)
    return customer


@pytest.fixture
def listing(cast):
    return a_listing(
        node=cast.project,
        by=SYSTEM,
        now=cast.now,
        collected_by=cast.agent.staff,
        amount=Decimal(2390000),
        area=Decimal("113.62"),
        rooms=3,
    )


def names(found):
    return [one.customer.name for one in found]


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ({"budget": (200, 250)}, True),
        ({"budget": (None, 228)}, True),  # within five per cent
        ({"budget": (None, 220)}, False),
        ({"budget": (200, 250), "area": (140, None)}, False),
        ({"budget": (200, 250), "rooms": (3, 4)}, True),
        ({"rooms": (4, None)}, False),
        ({}, False),  # words alone are compared by people
    ],
)
def test_fits_both_ways_or_neither(cast, listing, said, fits):
    customer = looking(cast, **said)
    assert names(customers_fitting(listing, SYSTEM)) == (["何静"] if fits else [])
    found = listings_fitting(customer, SYSTEM, now=cast.now)
    assert [one.listing for one in found] == ([listing] if fits else [])


def test_says_why(cast, listing):
    looking(cast, budget=(200, 250), area=(90, 120))
    [one] = customers_fitting(listing, SYSTEM)
    assert [(reason.need.topic, reason.has) for reason in one.reasons] == [
        ("budget", Decimal(239)),
        ("area", Decimal("113.62")),
    ]
    assert [need.topic for need in one.in_words] == ["schools"]


def test_most_reasons_come_first(cast, listing):
    looking(cast, "甲", budget=(200, 250))
    looking(cast, "乙", budget=(200, 250), area=(90, 120), rooms=(3, 3))
    assert names(customers_fitting(listing, SYSTEM)) == ["乙", "甲"]


def test_only_who_and_what_one_may_see(cast, listing):
    """ORG-3"""
    customer = looking(cast, budget=(200, 250))
    assert names(customers_fitting(listing, cast.stranger)) == []
    assert listings_fitting(customer, cast.stranger, now=cast.now) == []


def test_neither_old_nor_ended_listings_are_proposed(cast, listing):
    customer = looking(cast, budget=(200, 250))
    assert listings_fitting(customer, SYSTEM, now=cast.now + timedelta(days=46)) == []


def test_a_rent_is_no_price(cast):
    lease = a_listing(
        node=cast.project,
        by=SYSTEM,
        now=cast.now,
        collected_by=cast.agent.staff,
        kind="lease",
        amount=Decimal(5600),
        area=Decimal(90),
        rooms=2,
    )
    looking(cast, budget=(None, 1))
    assert customers_fitting(lease, SYSTEM) == []


def test_is_bounded_in_queries(cast, listing, django_assert_max_num_queries):
    for number in range(4):
        looking(cast, f"客户{number}", budget=(200, 250))
    with django_assert_max_num_queries(2):
        customers_fitting(listing, SYSTEM)
