"""Signing in with a one-time code tells nobody who is known to us (INF-6)."""

from datetime import datetime, timedelta

import pytest

from alongside.domain.customers import events
from alongside.domain.customers.actions import send_sign_in_code, use_sign_in_code
from alongside.domain.customers.hooks import SEND_CODE
from alongside.domain.customers.models import SignInCode
from alongside.kernel import journal
from alongside.kernel.refusals import Refused


@pytest.fixture
def sent(monkeypatch) -> list[tuple[int, str]]:
    """What was handed to whoever takes codes to customers: (contact point, code)."""
    taken: list[tuple[int, str]] = []

    def take(contact_point_id: int, code: str, now: datetime, expires_at: datetime) -> bool:
        taken.append((contact_point_id, code))
        return True

    monkeypatch.setattr(SEND_CODE, "_answerers", [take])
    return taken


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.parametrize("contact", ["138 1234 4420", "Zhou.Min@example.com "])
def test_the_right_code_signs_in_once(cast, sent, contact: str) -> None:
    """INF-6"""
    send_sign_in_code(contact, now=cast.now)
    [(point, code)] = sent
    assert cast.customer.customer.contact_points.filter(pk=point).exists()
    assert use_sign_in_code(contact, f"{code[:3]} {code[3:]}", now=cast.now) == cast.customer.customer
    assert cast.customer.customer.contact_points.get(pk=point).verified_at == cast.now
    assert journal.timeline_of(cast.customer.customer, events=[events.SIGNED_IN]).count() == 1
    with pytest.raises(Refused):
        use_sign_in_code(contact, code, now=cast.now)


def test_a_contact_that_nobody_has_looks_the_same_and_gets_nothing(cast, sent) -> None:
    """INF-6"""
    for _time in range(5):
        assert send_sign_in_code("139 9999 9999", now=cast.now) is None
    assert sent == []
    with pytest.raises(Refused) as unknown:
        send_sign_in_code("139 9999 9999", now=cast.now)
    for _time in range(5):
        send_sign_in_code("138 1234 4420", now=cast.now)
    with pytest.raises(Refused) as known:
        send_sign_in_code("138 1234 4420", now=cast.now)
    assert str(known.value) == str(unknown.value)


def test_five_codes_an_hour(cast, sent) -> None:
    """INF-6"""
    for minute in range(5):
        send_sign_in_code("13812344420", now=cast.now + timedelta(minutes=minute))
    with pytest.raises(Refused):
        send_sign_in_code("+86 138 1234 4420", now=cast.now + timedelta(minutes=59))
    send_sign_in_code("13812344420", now=cast.now + timedelta(minutes=61))
    assert len(sent) == 6


def test_thirty_codes_an_hour_from_one_address_whoever_they_are_for(cast, sent) -> None:
    """INF-6: nobody tries out from one place who is known to us."""
    for number in range(30):
        send_sign_in_code(f"139 0000 {number:04d}", now=cast.now, address="203.0.113.7")
    for contact in ("139 0000 9999", "138 1234 4420"):
        with pytest.raises(Refused, match="网络"):
            send_sign_in_code(contact, now=cast.now + timedelta(minutes=59), address="203.0.113.7")
    assert sent == []
    send_sign_in_code("138 1234 4420", now=cast.now, address="203.0.113.8")
    send_sign_in_code("138 1234 4420", now=cast.now + timedelta(minutes=61), address="203.0.113.7")
    assert len(sent) == 2


def test_of_the_address_only_a_blind_index_is_kept(cast, sent) -> None:
    """INF-1"""
    send_sign_in_code("138 1234 4420", now=cast.now, address="203.0.113.7")
    kept = SignInCode.objects.get().asked_from
    assert len(kept) == 32
    assert "203" not in kept or "113" not in kept


def test_after_five_wrong_tries_the_right_code_is_dead(cast, sent) -> None:
    """INF-6"""
    send_sign_in_code("13812344420", now=cast.now)
    code = sent[0][1]
    for _time in range(5):
        with pytest.raises(Refused):
            use_sign_in_code("13812344420", wrong(code), now=cast.now)
    with pytest.raises(Refused):
        use_sign_in_code("13812344420", code, now=cast.now)


def test_four_wrong_tries_leave_one(cast, sent) -> None:
    """INF-6"""
    send_sign_in_code("13812344420", now=cast.now)
    code = sent[0][1]
    for _time in range(4):
        with pytest.raises(Refused):
            use_sign_in_code("13812344420", wrong(code), now=cast.now)
    assert use_sign_in_code("13812344420", code, now=cast.now) == cast.customer.customer


def test_a_code_lives_ten_minutes_and_dies_with_the_next(cast, sent) -> None:
    """INF-6"""
    send_sign_in_code("13812344420", now=cast.now)
    with pytest.raises(Refused):
        use_sign_in_code("13812344420", sent[0][1], now=cast.now + timedelta(minutes=10))
    send_sign_in_code("13812344420", now=cast.now + timedelta(minutes=1))
    if sent[0][1] != sent[1][1]:
        with pytest.raises(Refused):
            use_sign_in_code("13812344420", sent[0][1], now=cast.now + timedelta(minutes=2))
    use_sign_in_code("13812344420", sent[1][1], now=cast.now + timedelta(minutes=2))


def test_a_code_is_for_its_own_contact_only(cast, sent) -> None:
    """INF-6"""
    send_sign_in_code("13812344420", now=cast.now)
    for contact in ("139 5678 1801", "nonsense", "zhou.min@example.com"):
        with pytest.raises(Refused) as refusal:
            use_sign_in_code(contact, sent[0][1], now=cast.now)
        assert refusal.value.field == "code"


def test_the_code_is_not_in_the_database(cast, sent) -> None:
    """INF-1"""
    send_sign_in_code("13812344420", now=cast.now)
    row = SignInCode.objects.get()
    assert sent[0][1] not in (row.code_hash, row.contact_hash)
    assert len(sent[0][1]) == 6


@pytest.mark.parametrize("contact", ["", "abc", "@@", "1"])
def test_what_is_no_contact_is_refused_in_words(db, contact: str, cast) -> None:
    """INF-10"""
    with pytest.raises(Refused) as refusal:
        send_sign_in_code(contact, now=cast.now)
    assert refusal.value.field == "contact"
