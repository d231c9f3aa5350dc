"""What customers write for the newsletter counts (CUS-5)."""

from datetime import timedelta

import pytest

from alongside.domain.customers.actions import (
    merge_customers,
    note_contribution,
    take_back_contribution,
    unmerge_customers,
)
from alongside.domain.customers.models import Contribution, MergeRecord
from alongside.domain.customers.samples import a_customer
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed, Refused


@pytest.fixture
def wang(cast):
    return a_customer(
        node=cast.project, now=cast.now, name="王芳", tier="standard", phone="10013900011", email=""
    )


def _noted(customer, cast, **but):
    given = {
        "kind": "article",
        "title": "我家的阳台",
        "printed_on": cast.now.date(),
        "by": cast.agent,
        "now": cast.now,
    }
    return note_contribution(customer, **(given | but))


def test_counts_until_taken_back(cast, wang):
    """CUS-5."""
    made = _noted(wang, cast)
    wang.refresh_from_db()
    assert (wang.value_score, wang.value_because) == (8, [["newsletter", 1, 8]])
    take_back_contribution(made, by=cast.agent, now=cast.now)
    take_back_contribution(made, by=cast.agent, now=cast.now)
    wang.refresh_from_db()
    assert wang.value_score == 0


def test_the_same_piece_counts_once_and_only_when_it_is_out(cast, wang):
    _noted(wang, cast)
    for but in ({}, {"title": " "}, {"title": "下一期", "printed_on": cast.now.date() + timedelta(days=2)}):
        with pytest.raises(Refused):
            _noted(wang, cast, **but)
    assert Contribution.objects.get().title == "我家的阳台"


def test_a_stranger_neither_notes_nor_sees_it(cast, wang):
    with pytest.raises(NotAllowed):
        _noted(wang, cast, by=cast.stranger)
    _noted(wang, cast)
    assert not Contribution.objects.visible_to(cast.stranger).exists()


def test_it_follows_who_is_merged_and_comes_back(cast, wang):
    """CUS-6."""
    made = _noted(wang, cast)
    merge_customers(cast.customer.customer, wang, by=SYSTEM, now=cast.now)
    made.refresh_from_db()
    assert made.customer == cast.customer.customer
    unmerge_customers(MergeRecord.objects.get(), by=SYSTEM, now=cast.now)
    made.refresh_from_db()
    assert made.customer == wang
