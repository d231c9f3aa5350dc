"""The pages of listings: found, taken in as people write, shown with owners masked, merged, counted."""

from datetime import timedelta
from decimal import Decimal

import pytest

from alongside.domain.listings.actions import change_listing
from alongside.domain.listings.models import Listing, ListingPair
from alongside.domain.listings.samples import a_listing
from alongside.domain.organisation.queries import actor_for
from alongside.faces.desk.tests.pages import assert_queries, signed_in
from alongside.kernel.models import JournalEntry

URL = "/desk/listings/"
FORM = {
    "kind": "sale", "estate_name": "湖畔花园", "address": "5-1-1201", "layout": "3室2厅1厨2卫", "area": "113.62㎡",
    "floor": "低楼层(共16层)", "facing": "南 北", "finish": "decorated", "amount": "239万", "source": "owner",
    "owner_name": "顾长风", "owner_phone": "137 0000 8812",
}  # fmt: skip


@pytest.fixture
def seller(house):
    return actor_for(house.agent, now=house.now)


@pytest.fixture
def as_seller(client, seller):
    return signed_in(client, seller.staff)


@pytest.fixture
def listing(house, seller) -> Listing:
    return a_listing(node=house.project, by=seller, now=house.now)


def test_takes_in_what_people_write(as_seller, house, seller):
    """EST-4, EST-7: one form, the words of the trade."""
    answer = as_seller.post(f"{URL}new/", FORM | {"node": house.project.pk})
    listing = Listing.objects.get()
    assert answer.headers["Location"] == f"{URL}{listing.pk}/"
    assert (listing.amount, listing.area, listing.layout) == (2_390_000, Decimal("113.62"), "3室2厅1厨2卫")
    assert (listing.floor_band, listing.floors_total, listing.orientation) == ("low", 16, "南 北")
    assert listing.collected_by_id == seller.id


def test_says_beside_the_field_what_cannot_be_read(as_seller, house):
    """INF-10"""
    page = as_seller.post(f"{URL}new/", FORM | {"node": house.project.pk, "amount": "面议", "floor": "很高"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"amount", "floor"}
    assert "137 0000 8812" in page.content.decode()  # what was typed stays


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("", True), ("q=湖畔", True), ("q=5-1201", True), ("q=别处", False), ("least=400万&most=450万", True),
        ("most=400万", False), ("least_area=113", True), ("rooms=3", True), ("rooms=2", False), ("band=middle", True),
        ("facing=南", True), ("facing=北", False), ("age=fresh", True), ("age=flagged", False), ("kind=lease", False),
        ("state=withdrawn", False), ("state=all", True), ("mine=1", True), ("least=nonsense&after=x&id=y", True),
    ],
)  # fmt: skip
def test_narrows_by_what_a_customer_wants(as_seller, listing, asked: str, is_found: bool):
    """EST-4"""
    page = as_seller.get(f"{URL}?{asked}")
    assert bool(page.context["rows"]) is is_found


def test_asks_as_often_for_three_as_for_one(as_seller, house, seller, listing):
    def add_two() -> None:
        for number in (1, 2):
            a_listing(node=house.project, by=seller, now=house.now, address=f"6栋{number}01", owner_phone="")

    assert_queries(as_seller, URL, 7, add_two=add_two)


def test_shows_the_owner_masked_until_there_is_a_reason(as_seller, listing):
    """EST-6"""
    page = as_seller.get(f"{URL}{listing.pk}/").content.decode()
    assert "137····8812" in page and "顾长风" not in page and "13700008812" not in page
    shown = as_seller.post(f"{URL}{listing.pk}/reveal/", {"reason": "call"})
    assert "+8613700008812" in shown.content.decode() and shown.headers["Cache-Control"] == "no-store"
    assert JournalEntry.objects.filter(kind="listing.owner_revealed").count() == 1
    assert as_seller.post(f"{URL}{listing.pk}/reveal/", {"reason": ""}).status_code == 422


def test_tells_what_became_of_it(as_seller, seller, house, listing):
    """EST-4: what, why, who, when."""
    change_listing(listing, amount=Decimal(4_190_000), why="业主急售", by=seller, now=house.now)
    page = as_seller.get(f"{URL}{listing.pk}/").content.decode()
    assert "业主急售" in page and "¥4,320,000" in page and "¥4,190,000" in page


def test_says_when_it_is_too_old_for_the_public(as_seller, house, seller):
    """EST-4"""
    old = a_listing(node=house.project, by=seller, now=house.now - timedelta(days=46))
    assert as_seller.get(f"{URL}{old.pk}/").context["age"] == "off"
    as_seller.post(f"{URL}{old.pk}/verify/", {"how": "call"})
    assert as_seller.get(f"{URL}{old.pk}/").context["age"] == "fresh"


def test_merges_two_that_are_one_flat(as_seller, house, seller, listing):
    """EST-5"""
    other = a_listing(node=house.project, by=seller, now=house.now, address="")
    pair = ListingPair.objects.get()
    assert other.number in as_seller.get(f"{URL}twice/{pair.pk}/").content.decode()
    as_seller.post(f"{URL}twice/{pair.pk}/", {"keep": listing.pk, "why": "同一套"})
    other.refresh_from_db()
    assert other.merged_into == listing
    assert as_seller.get(f"{URL}twice/").context["rows"] == []


def test_counts_how_old_verifications_are(as_seller, listing):
    """EST-4"""
    page = as_seller.get(f"{URL}ages/")
    assert (page.context["offered"], page.context["in_time"]) == (1, 1)


@pytest.mark.parametrize(
    "what", ["", "change/", "owner/", "reveal/", "verify/", "withdraw/", "conclude/", "photos/"]
)
def test_is_not_there_for_another_project(client, house, listing, what: str):
    """ORG-3: as if it had never been."""
    signed_in(client, house.stranger)
    assert client.get(f"{URL}{listing.pk}/{what}").status_code == 404
    assert client.get(URL).context["rows"] == []
