"""Phones and emails in one spelling, stored encrypted, shown masked (CUS-1, INF-1)."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from alongside.domain.customers import events
from alongside.domain.customers.actions import (
    add_contact_point,
    reaching,
    remove_contact_point,
    reveal_contact,
    verify_contact_point,
)
from alongside.domain.customers.models import ContactPoint
from alongside.domain.customers.rules import as_read, masked, normalised_email, normalised_phone
from alongside.kernel import journal
from alongside.kernel.refusals import NotAllowed, Refused


@pytest.mark.parametrize(
    "said",
    [
        "13812344420",
        "138 1234 4420",
        "138-1234-4420",
        "+86 138 1234 4420",
        "008613812344420",
        "8613812344420",
        "１３８１２３４４４２０",
        "(138)12344420",
    ],
)
def test_a_phone_has_one_spelling(said: str) -> None:
    """CUS-1"""
    assert normalised_phone(said) == "+8613812344420"


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("0571-8888 1234", "+8657188881234"),
        ("+86 0571 88881234", "+8657188881234"),
        ("400-800-1234", "+864008001234"),
        ("+852 2123 4567", "+85221234567"),
        ("00442071234567", "+442071234567"),
    ],
)
def test_landlines_and_other_countries_have_one_too(said: str, stored: str) -> None:
    """CUS-1"""
    assert normalised_phone(said) == stored


@pytest.mark.parametrize("said", ["", "12", "电话", "138123444201234567", "138x1234420", "++8613812344420"])
def test_what_is_no_phone_is_refused(said: str) -> None:
    """CUS-1"""
    with pytest.raises(Refused) as refusal:
        normalised_phone(said)
    assert refusal.value.field == "phone"


@pytest.mark.parametrize(
    "said", ["", "zhou", "zhou@", "@example.com", "a b@example.com", "a@b", "a@-b.com", "a@b..com"]
)
def test_what_is_no_email_is_refused(said: str) -> None:
    """CUS-1"""
    with pytest.raises(Refused):
        normalised_email(said)


def test_masks_show_no_more_than_needed() -> None:
    """INF-1"""
    assert masked("phone", "+8613812344420") == "138····4420"
    assert masked("phone", "+8657188881234") == "571····1234"
    assert masked("email", "zhou.min@example.com") == "z···@example.com"
    assert masked("address", "上海市浦东新区世纪大道 1 号") == "上海市浦东新····"


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("+8613812344420", "138 1234 4420"),
        ("+8657188881234", "057188881234"),
        ("+864001000001", "4001000001"),
        ("+8688881234", "88881234"),
        ("+85221234567", "+85221234567"),
    ],
)
def test_a_number_is_shown_as_people_read_it(kept: str, read: str) -> None:
    assert as_read("phone", kept) == read
    assert normalised_phone(read) == kept


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_mask_hides_the_middle_of_any_number(phone: str) -> None:
    """INF-1"""
    hidden = masked("phone", normalised_phone(phone))
    assert phone[3:7] not in hidden.replace("····", "") or phone[3:7] in phone[:3] + phone[-4:]
    assert len(hidden) == 11


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_phone_or_refused(text: str) -> None:
    """INF-10"""
    try:
        stored = normalised_phone(text)
    except Refused:
        return
    assert normalised_phone(stored) == stored


def test_the_database_holds_no_readable_value(cast) -> None:
    """INF-1"""
    point = cast.customer.customer.contact_points.get(kind="phone")
    assert point.value == "+8613812344420"
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM customers_contactpoint p WHERE id = %s", [point.pk])
        assert "1381234" not in cursor.fetchone()[0]


def test_one_of_a_kind_is_the_primary_one(cast) -> None:
    """CUS-1"""
    customer = cast.customer.customer
    first = customer.contact_points.get(kind="phone")
    second = add_contact_point(
        customer, kind="phone", value="13900001111", is_primary=True, by=cast.agent, now=cast.now
    )
    assert list(customer.contact_points.filter(kind="phone", is_primary=True)) == [second]
    remove_contact_point(second, by=cast.agent, now=cast.now)
    assert list(customer.contact_points.filter(kind="phone", is_primary=True)) == [first]


def test_the_same_one_twice_is_refused(cast) -> None:
    """CUS-1"""
    with pytest.raises(Refused) as refusal:
        add_contact_point(
            cast.customer.customer, kind="phone", value="+86 138 1234 4420", by=cast.agent, now=cast.now
        )
    assert refusal.value.field == "phone"


def test_verifying_is_noted_once(cast) -> None:
    """CUS-1"""
    point = cast.customer.customer.contact_points.get(kind="email")
    for _time in range(2):
        verify_contact_point(point, by=cast.agent, now=cast.now)
    assert journal.timeline_of(point.customer, events=[events.CONTACT_POINT_VERIFIED]).count() == 1


def test_revealing_leaves_a_line_with_the_reason(cast) -> None:
    """INF-2"""
    point = cast.customer.customer.contact_points.get(kind="phone")
    assert reveal_contact(point, reason="call", by=cast.agent, now=cast.now) == "+8613812344420"
    line = journal.timeline_of(point.customer, events=[events.CONTACT_REVEALED]).get()
    assert (line.by_id, line.facts) == (cast.agent.id, {"contact_point": point.pk, "reason": "call"})


def test_revealing_is_refused_without_a_reason_to_strangers_and_past_the_limit(cast, monkeypatch) -> None:
    """INF-2"""
    point = cast.customer.customer.contact_points.get(kind="phone")
    with pytest.raises(Refused):
        reveal_contact(point, reason="", by=cast.agent, now=cast.now)
    for by in (cast.stranger, cast.auditor, cast.security_admin, cast.other_customer):
        with pytest.raises(NotAllowed):
            reveal_contact(point, reason="call", by=by, now=cast.now)
    monkeypatch.setattr(reaching, "REVEALS_A_DAY", 2)
    for _time in range(2):
        reveal_contact(point, reason="call", by=cast.agent, now=cast.now)
    with pytest.raises(Refused):
        reveal_contact(point, reason="call", by=cast.agent, now=cast.now)
    reveal_contact(point, reason="call", by=cast.colleague, now=cast.now)


def test_contact_points_of_elsewhere_are_not_seen(cast) -> None:
    """ORG-3"""
    assert {one.customer for one in ContactPoint.objects.visible_to(cast.agent)} == {cast.customer.customer}
    assert not ContactPoint.objects.visible_to(cast.security_admin).exists()
    with pytest.raises(NotAllowed):
        add_contact_point(
            cast.customer.customer, kind="phone", value="13900001111", by=cast.stranger, now=cast.now
        )
