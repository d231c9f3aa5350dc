"""The same flat listed twice is found and merged with nothing lost (EST-5)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from alongside.domain.listings.actions import change_listing, match_listings, merge_listings, part_listings
from alongside.domain.listings.actions.matching import sweep_matches
from alongside.domain.listings.models import Listing, ListingOwner, ListingPair
from alongside.domain.listings.queries.story import changes_of, open_pairs, pairs_of
from alongside.domain.listings.samples import a_listing
from alongside.kernel.refusals import NotAllowed, Refused


@pytest.fixture
def listing(cast, seller) -> Listing:
    return a_listing(node=cast.project, by=seller, now=cast.now)


@pytest.mark.parametrize(
    ("other", "evidence"),
    [
        (
            {"address": "5-1-1201", "area": Decimal(90), "floor": None, "owner_phone": "", "rooms": 2},
            {"address"},
        ),
        ({"address": "5幢1201室", "owner_phone": ""}, {"address", "area", "floor", "layout"}),
        ({"address": "", "floor": None, "rooms": None}, {"owner", "area"}),
        ({"address": "", "owner_phone": "", "area": Decimal("113.00")}, {"area", "floor", "layout"}),
    ],
)
def test_is_found_on_entry_with_what_they_have_in_common(
    cast, seller, listing, other: dict, evidence: set
) -> None:
    """EST-5: address, area, floor, owner."""
    second = a_listing(node=cast.project, by=seller, now=cast.now, **other)
    [(pair, found)] = pairs_of(second, seller)
    assert (found, set(pair.evidence)) == (listing, evidence)


@pytest.mark.parametrize(
    "other",
    [
        {"address": "5栋1单元1203"},
        {"address": "5栋2单元1201"},
        {"address": "", "owner_phone": "", "floor": 11},
        {"address": "", "owner_phone": "", "area": Decimal("120")},
        {"kind": "lease", "amount": Decimal(9000)},
        {"estate_name": "湖畔花园二期", "address": "", "owner_phone": ""},
    ],
)
def test_what_is_another_flat_is_not_offered(cast, seller, listing, other: dict) -> None:
    """EST-5: another door, entrance, floor, area, estate; or one to let and one to sell."""
    second = a_listing(node=cast.project, by=seller, now=cast.now, **other)
    assert pairs_of(second, seller) == []


def test_merging_keeps_both_histories(cast, seller, sales_manager, listing) -> None:
    """EST-5"""
    change_listing(listing, amount=Decimal(4_200_000), why="降价", by=seller, now=cast.now)
    other = a_listing(
        node=cast.project,
        by=seller,
        now=cast.now + timedelta(days=1),
        address="",
        facilities="电梯",
        owner_name="",
    )
    kept = merge_listings(listing, other, why="同一套", by=sales_manager, now=cast.now + timedelta(days=2))
    other.refresh_from_db()
    assert (other.state, other.merged_into, kept.facilities) == ("merged", kept, "电梯")
    assert kept.verified_at == cast.now + timedelta(days=1)
    said = [(one.listing_id, one.what) for one in changes_of(kept)]
    assert sorted(said) == sorted([
        (kept.pk, "added"), (kept.pk, "changed"), (other.pk, "added"), (other.pk, "merged"), (kept.pk, "merged"),
    ])  # fmt: skip
    assert not open_pairs(sales_manager).exists()


def test_merging_takes_the_owner_that_is_missing(cast, seller, sales_manager) -> None:
    """EST-5"""
    bare = a_listing(node=cast.project, by=seller, now=cast.now, owner_name="", owner_phone="")
    full = a_listing(node=cast.project, by=seller, now=cast.now)
    merge_listings(bare, full, why="同一套", by=sales_manager, now=cast.now)
    assert ListingOwner.objects.get(listing=bare).name == "顾长风"


def test_a_pair_that_was_parted_is_not_offered_again(cast, seller, sales_manager, listing) -> None:
    """EST-5"""
    second = a_listing(node=cast.project, by=seller, now=cast.now, address="")
    [(pair, _other)] = pairs_of(second, seller)
    part_listings(pair, by=sales_manager, now=cast.now)
    match_listings([listing.pk, second.pk], now=cast.now)
    assert pairs_of(second, seller) == []


def test_the_worker_compares_what_came_in_bulk(cast, seller, listing) -> None:
    """EST-5"""
    second = a_listing(node=cast.project, by=seller, now=cast.now, address="")
    ListingPair.objects.all().delete()
    Listing.objects.update(matched_at=None)
    assert sweep_matches(now=cast.now) == 1
    assert len(pairs_of(second, seller)) == 1
    assert not Listing.objects.filter(matched_at=None).exists()


def test_pairs_across_stores_are_for_who_sees_both(cast, seller, other_seller, listing) -> None:
    """ORG-3: neither store learns of the other's listing."""
    theirs = a_listing(node=cast.other_project, by=other_seller, now=cast.now)
    assert pairs_of(listing, seller) == pairs_of(theirs, other_seller) == []
    assert len(pairs_of(listing, cast.director)) == 1


def test_a_sale_is_not_merged_with_a_lease(cast, seller, sales_manager, listing) -> None:
    """EST-5"""
    lease = a_listing(node=cast.project, by=seller, now=cast.now, kind="lease", amount=Decimal(9000))
    with pytest.raises(Refused):
        merge_listings(listing, lease, why="x", by=sales_manager, now=cast.now)


def test_is_refused_to_who_may_not_merge(cast, seller, other_seller, listing) -> None:
    """ORG-2"""
    second = a_listing(node=cast.project, by=seller, now=cast.now, address="")
    for by in (seller, other_seller, cast.agent):
        with pytest.raises(NotAllowed):
            merge_listings(listing, second, why="x", by=by, now=cast.now)
