"""CAS-14, CAS-16: a month is put together from its nodes' parts, and an act costs its own node's part."""

from array import array
from datetime import date
from math import ceil
from random import Random

import pytest

from alongside.domain.cases.actions import handling
from alongside.domain.cases.models import FigureMark, MonthPart
from alongside.domain.cases.queries.counting import count_rows
from alongside.domain.cases.queries.month_parts import callers, middle_and_late, number_at
from alongside.domain.cases.queries.remembering import (
    count_marked_months,
    remembered_month,
    subtree_of,
)
from alongside.domain.cases.tests.house import NOON, House, build_house

MARCH, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def house(db) -> House:
    return build_house()


def read(house: House, code: str = "HZ", kind: str = "") -> dict:
    node = house.nodes[code]
    kept = remembered_month(node, MARCH, kind=kind, now=NOON)
    ids = [one.id for one in subtree_of(node)]
    assert kept.figures == count_rows(ids, since=MARCH, until=LAST, zone=node.zone, kind=kind)
    return kept.figures


def parts(house: House, *codes: str, kind: str = "") -> list[int]:
    nodes = [house.nodes[code] for code in codes]
    return sorted(
        MonthPart.objects.filter(node__in=nodes, month=MARCH, kind=kind).values_list("pk", flat=True)
    )


def test_an_act_costs_the_part_of_its_own_node(house):
    """CAS-16: the parts of all others stay, for nodes above and beside."""
    case = house.case("GLT")
    house.case("YQF")
    read(house)
    own, others = parts(house, "GLT"), parts(house, "YQF", "HZ")
    assert own and len(others) == 2
    handling.acknowledge_case(case, by=house.wei, now=NOON)
    assert ["state", "acknowledged", 1] in read(house)["counts"]
    assert parts(house, "YQF", "HZ") == others
    assert parts(house, "GLT") != own


def test_the_round_leaves_nothing_to_count_for_the_reader(house):
    """CAS-14: of the months and kinds that somebody has read; others are left as they are."""
    case = house.case("GLT")
    read(house)
    read(house, kind="complaint")
    handling.acknowledge_case(case, by=house.wei, now=NOON)
    assert count_marked_months(now=NOON) == 2
    assert not FigureMark.objects.exists()
    own = parts(house, "GLT"), parts(house, "GLT", kind="complaint")
    assert ["state", "acknowledged", 1] in read(house)["counts"]
    read(house, kind="complaint")
    assert (parts(house, "GLT"), parts(house, "GLT", kind="complaint")) == own
    assert count_marked_months(now=NOON) == 0


def test_what_one_node_counted_serves_the_nodes_above(house):
    """CAS-14"""
    house.case("GLT")
    read(house, "GLT")
    own = parts(house, "GLT")
    assert ["node", str(house.nodes["GLT"].pk), 1] in read(house, "G")["counts"]
    assert parts(house, "GLT") == own


def test_an_act_concerns_the_parts_of_every_kind(house):
    """CAS-14"""
    case = house.case("GLT", kind="complaint")
    for kind in ("", "complaint", "enquiry"):
        read(house, kind=kind)
    handling.acknowledge_case(case, by=house.wei, now=NOON)
    for kind in ("", "complaint", "enquiry"):
        read(house, kind=kind)


def test_a_zone_has_parts_of_its_own(house):
    """CAS-14: the month begins at midnight of the node that is read, also for the nodes below it."""
    house.case("GLT")
    read(house, "GLT")
    above = house.nodes["HZ"]
    above.zone = "America/New_York"
    above.save()
    read(house, "HZ")
    read(house, "GLT")
    assert MonthPart.objects.filter(node=house.nodes["GLT"]).count() == 2


@pytest.mark.parametrize("seed", range(20))
def test_numbers_are_found_in_sorted_lists_as_in_one(seed):
    """CAS-14: percentiles are times of real cases, negative and equal ones too."""
    dice = Random(seed)
    reach = dice.choice([3, 100, 10**12])
    lists = [
        array("q", sorted(dice.randint(-reach, reach) for _ in range(dice.randint(1, 30))))
        for _ in range(dice.randint(1, 9))
    ]
    together = sorted(number for one in lists for number in one)
    assert [number_at(lists, place) for place in range(1, len(together) + 1)] == together
    count = len(together)
    assert middle_and_late(lists) == (together[ceil(count / 2) - 1], together[ceil(0.9 * count) - 1])


def test_customers_of_two_nodes_are_repeat_callers():
    """CAS-14"""
    assert callers([array("q", [1, 2, 2, 3]), array("q", [1, 4])]) == [2, 4]
    assert callers([]) == [0, 0]
