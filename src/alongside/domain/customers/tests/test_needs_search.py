"""Customers are found by what they need, with counts, within what one may see (CUS-3)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from alongside.domain.customers.actions import Said, describe_needs
from alongside.domain.customers.models import Need
from alongside.domain.customers.queries.needing import (
    NeedsAsked,
    counts_of,
    customers_needing,
    needs_of,
)
from alongside.domain.customers.samples import a_customer
from alongside.kernel.actor import SYSTEM


@pytest.fixture
def people(cast):
    """何静 and 陈国华 of the project."""
    said = {
        "何静": {
            "wish": Said("给父母买一套"), "budget": Said("一次性", None, Decimal(260)), "area": Said("", Decimal(60), Decimal(90)),
            "schools": Said("学区房"),
        },
        "陈国华": {"budget": Said("", Decimal(380), Decimal(460)), "rooms": Said("", Decimal(3)), "transport": Said("5 号线")},
    }  # fmt: skip
    made = {}
    for name, needs in said.items():
        made[name] = a_customer(node=cast.project, now=cast.now, name=name, phone="", email="")
        describe_needs(made[name], needs, by=SYSTEM, now=cast.now)
    return made


def found(viewer=SYSTEM, **asked):
    ranges = {
        name: tuple(None if one is None else Decimal(one) for one in value)
        if isinstance(value, tuple)
        else value
        for name, value in asked.items()
    }
    return {one.name for one in customers_needing(NeedsAsked(**ranges), viewer)}


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ({"budget": (200, 300)}, {"何静"}),
        ({"budget": (None, 100)}, {"何静"}),
        ({"budget": (250, 400)}, {"何静", "陈国华"}),
        ({"budget": (500, None)}, set()),
        ({"area": (80, 100)}, {"何静"}),
        ({"rooms": (2, 4)}, {"陈国华"}),
        ({"topic": "schools"}, {"何静"}),
        ({"words": "号线"}, {"陈国华"}),
        ({"topic": "schools", "words": "号线"}, set()),
        ({"kind": "additional"}, {"何静", "陈国华"}),
        ({"kind": "additional", "budget": (None, 300)}, {"何静"}),
    ],
)
def test_finds_by_topic_words_and_ranges(people, asked, who):
    assert found(**asked) == who


def test_others_are_not_found_nor_counted(cast, people):
    """ORG-3"""
    assert found(cast.agent, kind="basic") == {"何静", "陈国华"}
    assert found(cast.stranger, kind="basic") == set()
    assert counts_of(customers_needing(NeedsAsked(kind="basic"), cast.stranger)).number == 0


def test_counts_say_of_what_else_they_spoke(people):
    counts = counts_of(customers_needing(NeedsAsked(budget=(None, Decimal(500))), SYSTEM))
    assert (counts.number, counts.is_more) == (2, False)
    told = dict(counts.topics)
    assert told[str(Need.Topic.BUDGET.label)] == 2 and told[str(Need.Topic.SCHOOLS.label)] == 1


def test_needs_are_read_in_one_query(people, django_assert_num_queries):
    with django_assert_num_queries(1):
        needs = needs_of(people.values())
    assert len(needs[people["何静"].pk]) == 4
