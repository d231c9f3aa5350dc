"""What anybody may see of homes on offer, and nothing else (EST-4)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from alongside.domain.listings.actions import add_photos, withdraw_listing
from alongside.domain.listings.models import Listing
from alongside.domain.listings.samples import a_listing
from alongside.faces.portal.tests.house import pictures
from alongside.kernel.actor import SYSTEM
from alongside.kernel.stored_files import files_about

URL = "/listings/"


@pytest.fixture
def seller(house):
    """The collector; the acts are the system's."""
    return house.lin


def _listed(house, seller, now, **but) -> Listing:
    return a_listing(node=house.node, by=SYSTEM, now=now, collected_by=seller, **but)


@pytest.fixture
def listing(house, seller) -> Listing:
    return _listed(house, seller, timezone.now())


def test_anybody_sees_what_is_verified(listing):
    """EST-4"""
    page = Client().get(URL).content.decode()
    assert "湖畔花园" in page and "432" in page


def test_neither_door_nor_owner_nor_collector_is_told(listing):
    """EST-4, EST-6"""
    for path in (URL, f"{URL}{listing.public_key}/"):
        page = Client().get(path).content.decode()
        for secret in ("1201", "5栋", "顾长风", "8812", "顾··", "林晓月", listing.number):
            assert secret not in page
        assert "湖畔花园" in page


def test_what_is_not_verified_for_45_days_is_not_there(house, seller):
    """EST-4: before any worker says so."""
    old = _listed(house, seller, timezone.now() - timedelta(days=45))
    assert Client().get(URL).context["rows"] == []
    assert Client().get(f"{URL}{old.public_key}/").status_code == 404


def test_pictures_go_with_it(seller, listing):
    """EST-4, INF-8: what was withdrawn a moment ago shows no picture any more."""
    add_photos(listing, photos=pictures(), by=SYSTEM, now=timezone.now())
    path = f"{URL}photos/{files_about(listing).get().pk}/"
    assert Client().get(path).status_code == Client().get(f"{path}?small").status_code == 200
    withdraw_listing(listing, reason="owner", by=SYSTEM, now=timezone.now())
    assert Client().get(path).status_code == 404


def test_goes_on_where_the_page_before_ended(house, seller):
    """EST-4"""
    now = timezone.now()
    for number in range(21):
        _listed(
            house,
            seller,
            now - timedelta(hours=number),
            address=f"{number + 1}栋101",
            owner_phone="",
            floor=None,
        )
    page = Client().get(URL)
    assert len(page.context["rows"]) == 20
    assert len(Client().get(URL + page.context["older"]).context["rows"]) == 1


@pytest.mark.parametrize("asked", ["kind=lease", "price=200", "rooms=1", "q=别处"])
def test_narrows(listing, asked: str):
    assert Client().get(f"{URL}?{asked}").context["rows"] == []


@pytest.mark.parametrize(
    "asked", ["kind=sale", "price=600", "rooms=3", "q=湖畔", "price=x&rooms=99&after=1&key=2"]
)
def test_finds(listing, asked: str):
    assert len(Client().get(f"{URL}?{asked}").context["rows"]) == 1
