"""What is not verified is flagged and leaves the public view; a deal takes it off at once (EST-4)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from alongside.domain.listings.actions import conclude_listing, sweep_verifications, verify_listing
from alongside.domain.listings.models import Listing
from alongside.domain.listings.queries.ages import ages_by
from alongside.domain.listings.queries.story import changes_of
from alongside.domain.listings.samples import a_listing
from alongside.domain.work.models import Notice
from alongside.kernel.refusals import NotAllowed, Refused


@pytest.fixture
def listing(cast, seller) -> Listing:
    return a_listing(node=cast.project, by=seller, now=cast.now)


def _public(cast, *, days: int) -> bool:
    return Listing.objects.public(cast.now + timedelta(days=days)).exists()


def test_leaves_the_public_view_after_45_days_even_when_no_worker_runs(cast, listing) -> None:
    """EST-4"""
    assert _public(cast, days=44)
    assert not _public(cast, days=45)


def test_the_worker_catches_up_with_all_that_is_due(cast, seller, listing) -> None:
    """EST-4: once, said in the history and to whoever collected them, however long it was down."""
    for number in range(3):
        a_listing(
            node=cast.project, by=seller, now=cast.now, address=f"5栋1单元{1301 + number}", owner_phone=""
        )
    assert sweep_verifications(now=cast.now + timedelta(days=29)) == {}
    assert sweep_verifications(now=cast.now + timedelta(days=30)) == {"flagged": 4}
    assert sweep_verifications(now=cast.now + timedelta(days=90)) == {"hidden": 4}
    assert sweep_verifications(now=cast.now + timedelta(days=91)) == {}
    assert [one.what for one in changes_of(listing)] == ["hidden", "flagged", "added"]
    assert [one.facts for one in Notice.objects.order_by("id")] == [{"flagged": 4}, {"hidden": 4}]


def test_verifying_brings_it_back(cast, seller, listing) -> None:
    """EST-4"""
    later = cast.now + timedelta(days=50)
    sweep_verifications(now=later)
    verified = verify_listing(listing, how="call", by=seller, now=later)
    assert (verified.flagged_at, verified.hidden_at) == (None, None)
    assert Listing.objects.public(later).exists()


def test_verifying_says_how(cast, seller, listing) -> None:
    """EST-4"""
    with pytest.raises(Refused):
        verify_listing(listing, how="dream", by=seller, now=cast.now)


def test_a_deal_takes_it_off_at_once(cast, seller, listing) -> None:
    """EST-4"""
    today = cast.now.date()
    conclude_listing(listing, amount=Decimal(4_200_000), on=today, by=seller, now=cast.now)
    assert not _public(cast, days=0)
    with pytest.raises(Refused):
        verify_listing(listing, how="call", by=seller, now=cast.now)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_deal_is_neither_before_the_listing_nor_in_the_future(cast, seller, listing, days: int) -> None:
    """EST-4"""
    with pytest.raises(Refused) as no:
        conclude_listing(
            listing, amount=Decimal(1), on=cast.now.date() + timedelta(days=days), by=seller, now=cast.now
        )
    assert no.value.field == "on"


def test_a_home_of_ours_that_is_let_becomes_let(cast, seller) -> None:
    """EST-2: the lease is the act that moves it."""
    lease = a_listing(
        node=cast.project, by=seller, now=cast.now, kind="lease", unit=cast.unit, amount=Decimal(9000)
    )
    conclude_listing(lease, amount=Decimal(8800), on=cast.now.date(), by=seller, now=cast.now)
    cast.unit.refresh_from_db()
    assert cast.unit.status == "let"


def test_figures_say_how_old_verifications_are(cast, seller, listing) -> None:
    """EST-4"""
    a_listing(
        node=cast.project, by=seller, now=cast.now - timedelta(days=40), address="6栋101", owner_phone=""
    )
    [line] = ages_by(seller, "collected_by", now=cast.now)
    assert (line.label, line.fresh, line.flagged, line.off, line.in_time) == ("gu", 1, 1, 0, 1)


def test_is_refused_to_strangers(cast, other_seller, listing) -> None:
    """ORG-2"""
    for by in (other_seller, cast.agent, cast.director):
        with pytest.raises(NotAllowed):
            verify_listing(listing, how="call", by=by, now=cast.now)
        with pytest.raises(NotAllowed):
            conclude_listing(listing, amount=Decimal(1), on=cast.now.date(), by=by, now=cast.now)
