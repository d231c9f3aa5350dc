"""Who brought whom counts once it led somewhere (CUS-5)."""

import pytest
from django.db import IntegrityError, transaction

from alongside.domain.customers.actions import (
    end_unit_relation,
    merge_customers,
    note_introduction,
    relate_unit,
    revalue_customers,
    take_back_introduction,
    unmerge_customers,
)
from alongside.domain.customers.models import Introduction, MergeRecord
from alongside.domain.customers.samples import a_customer
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed, Refused


@pytest.fixture
def wang(cast):
    return a_customer(
        node=cast.project, now=cast.now, name="王芳", tier="standard", phone="10013900011", email=""
    )


@pytest.fixture
def fang(cast):
    return a_customer(
        node=cast.project, now=cast.now, name="方圆", tier="standard", phone="10013900012", email=""
    )


def _score(customer) -> tuple[int, list]:
    customer.refresh_from_db()
    return customer.value_score, customer.value_because


def test_counts_once_the_one_who_came_has_bought(cast, wang, fang):
    """CUS-5: from the night after the purchase; a tenancy is not one. Taken back, it counts no more."""
    made = note_introduction(fang, introducer=wang, by=cast.agent, now=cast.now)
    relate_unit(fang, unit=cast.unit, role="tenant", from_on=cast.now.date(), by=SYSTEM, now=cast.now)
    revalue_customers(now=cast.now)
    assert _score(wang) == (0, [])
    bought = relate_unit(
        fang, unit=cast.next_unit, role="buyer", from_on=cast.now.date(), by=SYSTEM, now=cast.now
    )
    revalue_customers(now=cast.now)
    assert _score(wang) == (15, [["introductions", 1, 15]])
    end_unit_relation(bought, on=cast.now.date(), by=SYSTEM, now=cast.now)
    revalue_customers(now=cast.now)
    assert _score(wang)[0] == 15  # sold again later: it led somewhere all the same
    take_back_introduction(made, by=cast.agent, now=cast.now)
    take_back_introduction(made, by=cast.agent, now=cast.now)
    assert _score(wang) == (0, [])


def test_a_customer_came_through_one_other(cast, wang, fang):
    """CUS-5: not through themselves, not twice, not both ways; and not for a stranger to say."""
    with pytest.raises(NotAllowed):
        note_introduction(fang, introducer=wang, by=cast.stranger, now=cast.now)
    with pytest.raises(Refused):
        note_introduction(fang, introducer=fang, by=cast.agent, now=cast.now)
    note_introduction(fang, introducer=wang, by=cast.agent, now=cast.now)
    for customer, introducer in ((fang, wang), (fang, cast.customer.customer), (wang, fang)):
        with pytest.raises(Refused):
            note_introduction(customer, introducer=introducer, by=cast.agent, now=cast.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.create(customer=fang, introducer=wang, noted_at=cast.now)
    assert not Introduction.objects.visible_to(cast.stranger).exists()
    assert Introduction.objects.visible_to(cast.agent).count() == 1


def test_two_who_turn_out_to_be_one_count_for_nothing(cast, wang, fang):
    """CUS-5, CUS-6: and are two again when they are parted."""
    note_introduction(fang, introducer=wang, by=cast.agent, now=cast.now)
    relate_unit(fang, unit=cast.unit, role="buyer", from_on=cast.now.date(), by=SYSTEM, now=cast.now)
    merge_customers(wang, fang, by=cast.supervisor, now=cast.now)
    assert not Introduction.objects.led_somewhere().exists()
    unmerge_customers(MergeRecord.objects.get(), by=cast.supervisor, now=cast.now)
    assert Introduction.objects.led_somewhere().get().introducer == wang
