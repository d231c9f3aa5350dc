"""Customers who live or decide together (CUS-1)."""

from __future__ import annotations

import pytest

from alongside.domain.customers.actions import describe_household
from alongside.domain.customers.models import Customer, Household
from alongside.domain.customers.samples import a_customer
from alongside.kernel.refusals import NotAllowed, Refused


@pytest.fixture
def husband(cast):
    return a_customer(
        node=cast.project, now=cast.now, unit=cast.unit, name="周建国", form_of_address="先生",
        phone="137 0000 2102", email="zjg@example.com",
    )  # fmt: skip


def described(cast, **but):
    given = {"words": "夫妻、婴儿 1、老人 1", "by": cast.agent, "now": cast.now, **but}
    return describe_household(cast.customer.customer, **given)


def test_is_kept_in_words_and_shared_by_those_named(cast, husband) -> None:
    """CUS-1"""
    household = described(cast, together_with=[husband])
    assert household.words == "夫妻、婴儿 1、老人 1"
    assert set(household.members.values_list("name", flat=True)) == {"周敏", "周建国"}


def test_who_is_not_named_any_more_belongs_no_longer(cast, husband) -> None:
    """CUS-1"""
    first = described(cast, together_with=[husband])
    assert described(cast, words="独居") == first
    husband.refresh_from_db()
    assert husband.household is None


def test_without_words_and_company_there_is_none(cast) -> None:
    """CUS-1"""
    described(cast)
    assert described(cast, words=" ") is None
    assert not Household.objects.exists()
    assert Customer.objects.get(pk=cast.customer.id).household is None


def test_is_closed_to_strangers_and_to_what_is_too_long(cast) -> None:
    """ORG-3, INF-10"""
    with pytest.raises(NotAllowed):
        described(cast, by=cast.stranger)
    with pytest.raises(NotAllowed):
        described(cast, together_with=[cast.other_customer.customer])
    with pytest.raises(Refused):
        described(cast, words="x" * 201)
