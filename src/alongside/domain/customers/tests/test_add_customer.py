"""One customer, one record, seen where they are served (CUS-1, CUS-6)."""

from datetime import date, timedelta

import pytest

from alongside.domain.customers import events
from alongside.domain.customers.actions import (
    add_customer,
    change_customer,
    end_unit_relation,
    know_at,
    relate_unit,
)
from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.customers.queries import customers_of, likely_same, units_of
from alongside.kernel import journal
from alongside.kernel.refusals import Conflict, NotAllowed, Refused


def test_the_same_phone_is_told_before_a_second_record_is_made(cast) -> None:
    """CUS-6"""
    said = {
        "node": cast.project,
        "name": "周小敏",
        "phone": "138-1234-4420",
        "by": cast.agent,
        "now": cast.now,
    }
    with pytest.raises(Refused) as refusal:
        add_customer(**said)
    assert refusal.value.facts == {"customers": [cast.customer.id]}
    second = add_customer(**said, although_known=True)
    assert [one for one, _pair in likely_same(second, cast.agent)] == [cast.customer.customer]


def test_a_customer_of_elsewhere_is_not_given_away(cast) -> None:
    """ORG-3: who may not see 周敏 is not told that she exists."""
    added = add_customer(
        node=cast.other_project, name="周敏", phone="13812344420", by=cast.stranger, now=cast.now
    )
    assert likely_same(added, cast.stranger) == []
    assert list(Customer.objects.visible_to(cast.agent)) == [cast.customer.customer]


def test_is_seen_wherever_they_are_served_from_then_on(cast) -> None:
    """ORG-3, CUS-1"""
    customer = cast.customer.customer
    assert customer not in Customer.objects.visible_to(cast.stranger)
    relate_unit(
        customer,
        unit=cast.other_unit,
        role="tenant",
        from_on=date(2026, 1, 1),
        by=cast.stranger,
        now=cast.now,
    )
    know_at(customer, cast.other_project)
    assert customer in Customer.objects.visible_to(cast.stranger)
    change_customer(customer, words="也租住云栖府", by=cast.stranger, now=cast.now)


def test_relations_of_elsewhere_are_not_seen(cast) -> None:
    """ORG-3: 云栖府 knows her as its tenant, not what she owns at 观澜庭."""
    customer = cast.customer.customer
    relate_unit(
        customer,
        unit=cast.other_unit,
        role="tenant",
        from_on=date(2026, 1, 1),
        by=cast.stranger,
        now=cast.now,
    )
    assert [one.unit for one in units_of(customer, cast.stranger, now=cast.now)] == [cast.other_unit]
    assert [one.unit for one in units_of(customer, cast.agent, now=cast.now)] == [cast.unit]
    assert {one.unit for one in units_of(customer, cast.customer, now=cast.now)} == {
        cast.unit,
        cast.other_unit,
    }


def test_a_relation_ends_and_the_story_stays(cast) -> None:
    """CUS-1"""
    relation = UnitRelation.objects.get(unit=cast.unit)
    end_unit_relation(relation, on=cast.now.date(), by=cast.agent, now=cast.now)
    assert list(customers_of(cast.unit, cast.agent, now=cast.now + timedelta(days=2))) == []
    assert cast.customer.customer in Customer.objects.visible_to(cast.agent)
    with pytest.raises(Refused):
        end_unit_relation(relation, on=cast.now.date(), by=cast.agent, now=cast.now)
    again = relate_unit(
        cast.customer.customer,
        unit=cast.unit,
        role="owner",
        from_on=cast.now.date(),
        by=cast.agent,
        now=cast.now,
    )
    assert list(customers_of(cast.unit, cast.agent, now=cast.now + timedelta(days=2))) == [again]


def test_is_the_same_to_a_unit_only_once(cast) -> None:
    """CUS-1"""
    with pytest.raises(Refused):
        relate_unit(
            cast.customer.customer,
            unit=cast.unit,
            role="owner",
            from_on=date(2025, 1, 1),
            by=cast.agent,
            now=cast.now,
        )


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"tier": "diamond"}, "tier"),
        ({"phone": "12"}, "phone"),
        ({"email": "x"}, "email"),
    ],
)
def test_is_refused_with_what_cannot_be_and_leaves_nothing(cast, said: dict, field: str) -> None:
    """INF-10"""
    before = Customer.objects.count()
    with pytest.raises(Refused) as refusal:
        add_customer(node=cast.project, by=cast.agent, now=cast.now, **{"name": "新客户", **said})
    assert refusal.value.field == field
    assert Customer.objects.count() == before


def test_is_refused_to_strangers(cast) -> None:
    """ORG-2"""
    for by in (cast.stranger, cast.engineer, cast.auditor, cast.customer):
        with pytest.raises(NotAllowed):
            add_customer(node=cast.project, name="新客户", by=by, now=cast.now)
    for by in (cast.stranger, cast.engineer, cast.customer):
        with pytest.raises(NotAllowed):
            change_customer(cast.customer.customer, name="改名", by=by, now=cast.now)


def test_two_people_do_not_overwrite_each_other(cast) -> None:
    """CAS-16"""
    customer, seen = cast.customer.customer, cast.customer.customer.version
    change_customer(customer, words="上午不便接电话", by=cast.agent, now=cast.now, seen=seen)
    with pytest.raises(Conflict):
        change_customer(customer, words="只接微信", by=cast.colleague, now=cast.now, seen=seen)


def test_the_journal_says_which_fields_and_no_words(cast) -> None:
    """The journal holds ids and codes only."""
    change_customer(
        cast.customer.customer,
        name="周敏敏",
        document_number="330102199001011234",
        by=cast.agent,
        now=cast.now,
    )
    entry = journal.timeline_of(cast.customer.customer, events=[events.CUSTOMER_CHANGED]).get()
    assert entry.facts == {"fields": ["document_number", "name"]}
