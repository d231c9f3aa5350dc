"""Who is it? By phone, its last digits, name, pinyin, initials, email or home (CUS-2)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.domain.customers.actions import change_customer
from alongside.domain.customers.queries import find_by_phone, search_customers
from alongside.domain.customers.samples import a_customer


@pytest.mark.parametrize(
    "asked",
    [
        "13812344420",
        "138 1234 4420",
        "+8613812344420",
        "4420",
        "４４２０",
        "周敏",
        "敏",
        "zhoumin",
        "zhou",
        "zm",
        "ZM",
        "8-2102",
        "8栋2102",
        "2102",
        "zhou.min@example.com",
    ],
)
def test_the_customer_is_found(cast, asked: str) -> None:
    """CUS-2"""
    assert cast.customer.customer in search_customers(asked, cast.agent)


@pytest.mark.parametrize(
    "asked", ["13812344421", "4421", "马骏", "8-2103", "zmx", "", "  ", "ma.jun@example.com"]
)
def test_nobody_else_is(cast, asked: str) -> None:
    """CUS-2, ORG-3"""
    assert search_customers(asked, cast.agent) == []


@pytest.mark.parametrize("asked", ["13812344420", "4420", "周敏", "zm", "8-2102", "zhou.min@example.com"])
def test_the_stranger_finds_nobody(cast, asked: str) -> None:
    """ORG-3"""
    for viewer in (cast.stranger, cast.security_admin, cast.auditor, cast.other_customer):
        assert cast.customer.customer not in search_customers(asked, viewer)


def test_half_a_number_finds_nobody(cast) -> None:
    """INF-1: numbers are not guessed digit by digit."""
    assert not find_by_phone("1381234", cast.agent).exists()
    assert not find_by_phone("420", cast.agent).exists()


def test_a_changed_name_is_found_by_its_new_one(cast) -> None:
    """CUS-2"""
    change_customer(cast.customer.customer, name="周思敏", by=cast.agent, now=cast.now)
    assert search_customers("zsm", cast.agent) == [cast.customer.customer]
    assert search_customers("周敏", cast.agent) == []


def test_costs_the_same_for_one_and_for_three(cast, django_assert_num_queries) -> None:
    """One query finds them, two fetch what a line shows, the viewer costs none."""
    for wanted in (1, 3):
        with django_assert_num_queries(3):
            assert len(search_customers("周", cast.agent)) == wanted
        for number in range(2):
            a_customer(
                node=cast.project,
                now=cast.now,
                unit=cast.next_unit,
                name=f"周{number}",
                phone=f"1390000000{number}",
            )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=90))
def test_nothing_that_is_typed_breaks_it(cast, text: str) -> None:
    """INF-10"""
    search_customers(text, cast.agent)
