"""A listing is taken in, changed with a reason, and nothing of it is lost (EST-4)."""

import base64
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from alongside.domain.listings import events
from alongside.domain.listings.actions import add_listing, change_listing, offer_again, withdraw_listing
from alongside.domain.listings.models import Listing
from alongside.domain.listings.queries.story import changes_of, prices_of
from alongside.domain.listings.samples import a_listing
from alongside.kernel import journal
from alongside.kernel.key_rotation import rotate
from alongside.kernel.refusals import Conflict, NotAllowed, Refused


@pytest.fixture
def listing(cast, seller) -> Listing:
    return a_listing(node=cast.project, by=seller, now=cast.now)


def test_is_added_by_whoever_answers_for_it(cast, seller, listing) -> None:
    """EST-4: the collector answers for its truth; the history begins."""
    assert (listing.number, listing.layout, listing.floor_band) == (
        "GLT-L2611-0001",
        "3室2厅1厨2卫",
        "middle",
    )
    assert (listing.collected_by_id, listing.verified_at) == (seller.id, cast.now)
    assert [one.what for one in changes_of(listing)] == ["added"]
    assert journal.timeline_of(listing, events=[events.LISTING_ADDED]).get().facts == {"kind": "sale"}


def test_takes_from_our_own_home_what_is_not_said(cast, seller) -> None:
    """EST-4"""
    listing = add_listing(
        node=cast.project, kind="lease", unit=cast.unit, amount=Decimal(8_800), by=seller, now=cast.now
    )
    assert (listing.estate_name, listing.address, listing.area) == (
        "观澜庭",
        cast.unit.label,
        cast.unit.gross_area,
    )
    assert (listing.floor, listing.estate_id) == (21, cast.estate.pk)


def test_every_change_says_what_why_who_and_when(cast, seller, listing) -> None:
    """EST-4"""
    later = cast.now + timedelta(days=3)
    change_listing(listing, amount=Decimal(4_190_000), finish="plain", why="业主急售", by=seller, now=later)
    change = changes_of(listing)[0]
    assert change.fields == {"amount": ["4320000.00", "4190000.00"], "finish": ["decorated", "plain"]}
    assert (change.why, change.by_id, change.at) == ("业主急售", seller.id, later)
    assert [one.amount for one in prices_of(listing)] == [4_320_000, 4_190_000]
    facts = journal.timeline_of(listing, events=[events.LISTING_CHANGED]).get().facts
    assert facts == {"fields": ["amount", "finish"]}


def test_a_change_needs_a_reason(cast, seller, listing) -> None:
    """EST-4"""
    with pytest.raises(Refused) as no:
        change_listing(listing, amount=Decimal(1), why=" ", by=seller, now=cast.now)
    assert no.value.field == "why"


def test_nothing_changed_leaves_no_line(cast, seller, listing) -> None:
    """EST-4"""
    change_listing(listing, finish="decorated", why="核对", by=seller, now=cast.now)
    assert len(changes_of(listing)) == 1


def test_the_history_is_only_added_to(cast, listing) -> None:
    """EST-4: not even by who writes to the database."""
    for table in ("listings_listingchange", "listings_listingprice"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"estate_name": "（）"}, "estate_name"),
        ({"area": Decimal(0)}, "area"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"internal_area": Decimal(200)}, "internal_area"),
        ({"floor": 40}, "floor"),
        ({"kind": "gift"}, "kind"),
        ({"owner_phone": "12"}, "owner_phone"),
    ],
)
def test_is_refused_with_what_cannot_be(cast, seller, change: dict, field: str) -> None:
    """INF-10"""
    with pytest.raises(Refused) as no:
        a_listing(node=cast.project, by=seller, now=cast.now, **change)
    assert no.value.field == field


def test_the_history_goes_with_a_new_key(cast, seller, listing, settings) -> None:
    """INF-1: keys are rotated and the history is still read."""
    change_listing(listing, address="5栋1单元1202", why="更正", by=seller, now=cast.now)
    new = base64.urlsafe_b64encode(bytes(32)).decode()
    settings.FIELD_KEYS = f"new:{new},{settings.FIELD_KEYS}"
    rotate()
    change = changes_of(listing)[0]
    assert change.fields == {"address": ["5栋1单元1201", "5栋1单元1202"]}
    with connection.cursor() as cursor:
        cursor.execute("SELECT told FROM listings_listingchange WHERE id = %s", [change.pk])
        assert cursor.fetchone()[0].startswith("new:")


def test_two_people_do_not_overwrite_each_other(cast, seller, listing) -> None:
    """CAS-16"""
    change_listing(listing, finish="bare", why="更正", by=seller, now=cast.now, seen=listing.version)
    with pytest.raises(Conflict):
        change_listing(listing, finish="plain", why="更正", by=seller, now=cast.now, seen=listing.version)


def test_strangers_neither_see_nor_change_it(cast, seller, other_seller, listing) -> None:
    """ORG-2, ORG-3"""
    for by in (other_seller, cast.agent, cast.customer):
        assert not Listing.objects.visible_to(by).exists()
        with pytest.raises(NotAllowed):
            change_listing(listing, finish="bare", why="x", by=by, now=cast.now)
        with pytest.raises(NotAllowed):
            a_listing(node=cast.project, by=by, now=cast.now)
    assert Listing.objects.visible_to(seller).get() == listing


def test_what_was_withdrawn_is_offered_again_with_a_reason(cast, seller, listing) -> None:
    """EST-4"""
    withdraw_listing(listing, reason="owner", by=seller, now=cast.now)
    with pytest.raises(Refused):
        change_listing(listing, finish="bare", why="x", by=seller, now=cast.now)
    again = offer_again(listing, why="业主改变主意", by=seller, now=cast.now + timedelta(days=60))
    assert (again.state, again.verified_at) == ("offered", cast.now + timedelta(days=60))
