"""Whose a listing is stays masked until somebody has a reason (EST-6)."""

from datetime import timedelta

import pytest
from django.db import connection

from alongside.domain.listings import events, rules
from alongside.domain.listings.actions import change_owner, reveal_owner
from alongside.domain.listings.models import Listing, ListingOwner
from alongside.domain.listings.queries.story import changes_of
from alongside.domain.listings.samples import a_listing
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused


@pytest.fixture
def listing(cast, seller) -> Listing:
    return a_listing(node=cast.project, by=seller, now=cast.now)


def test_is_stored_unreadable(listing) -> None:
    """INF-1: neither name nor phone stands anywhere in the tables of listings."""
    with connection.cursor() as cursor:
        for table in ("listing", "listingowner", "listingchange"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM listings_{table} t")
            text = cursor.fetchone()[0]
            assert "顾长风" not in text and "13700008812" not in text
    owner = ListingOwner.objects.get(listing=listing)
    assert (owner.called, owner.masked) == ("顾··", "137····8812")


def test_is_shown_for_a_reason_with_a_line_in_the_journal(cast, seller, listing) -> None:
    """EST-6"""
    assert reveal_owner(listing, reason="call", by=seller, now=cast.now) == ("顾长风", "+8613700008812")
    entry = JournalEntry.objects.get(kind=events.OWNER_REVEALED.kind)
    assert (entry.by_id, entry.about_id, entry.facts) == (seller.id, listing.pk, {"reason": "call"})


def test_needs_a_reason(cast, seller, listing) -> None:
    """EST-6"""
    with pytest.raises(Refused):
        reveal_owner(listing, reason="curious", by=seller, now=cast.now)


def test_is_limited_a_person_and_day(cast, seller, sales_manager, listing, monkeypatch) -> None:
    """EST-6"""
    monkeypatch.setattr(rules, "REVEALS_A_DAY", 2)
    for _time in range(2):
        reveal_owner(listing, reason="call", by=seller, now=cast.now)
    with pytest.raises(Refused):
        reveal_owner(listing, reason="call", by=seller, now=cast.now)
    reveal_owner(listing, reason="call", by=sales_manager, now=cast.now)
    reveal_owner(listing, reason="call", by=seller, now=cast.now + timedelta(days=1, seconds=1))


def test_a_customer_of_ours_is_linked_and_not_copied(cast, seller) -> None:
    """CUS-1: one customer, one record."""
    listing = a_listing(
        node=cast.project, by=seller, now=cast.now, owner_name="", owner_phone="138 1234 4420", unit=cast.unit
    )
    owner = ListingOwner.objects.get(listing=listing)
    assert (owner.customer, owner.name, owner.phone) == (cast.customer.customer, "", "")
    assert reveal_owner(listing, reason="call", by=seller, now=cast.now)[0] == "周敏"


def test_a_customer_of_another_project_is_not_told_by_a_phone(cast, seller) -> None:
    """ORG-3: that they are a customer elsewhere is not learned here."""
    listing = a_listing(
        node=cast.project, by=seller, now=cast.now, owner_name="", owner_phone="139 5678 1801"
    )
    assert ListingOwner.objects.get(listing=listing).customer is None


def test_another_owner_leaves_a_line_without_their_name(cast, seller, listing) -> None:
    """EST-4, INF-1"""
    change_owner(listing, name="顾晚", phone="137 0000 8813", why="产权已过户", by=seller, now=cast.now)
    change = changes_of(listing)[0]
    assert (change.what, change.why, change.told) == ("owner", "产权已过户", "")
    assert reveal_owner(listing, reason="call", by=seller, now=cast.now) == ("顾晚", "+8613700008813")


def test_is_refused_to_strangers(cast, other_seller, listing) -> None:
    """EST-6"""
    for by in (other_seller, cast.agent, cast.manager, cast.customer):
        with pytest.raises(NotAllowed):
            reveal_owner(listing, reason="call", by=by, now=cast.now)
