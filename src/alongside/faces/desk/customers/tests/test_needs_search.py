"""The page that finds customers by need, and what suits whom (CUS-3)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from alongside.domain.customers.actions import Said, describe_needs
from alongside.domain.listings.samples import a_listing
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import AccessLine

URL = "/desk/customers/needs/"


@pytest.fixture
def needy(house):
    """周敏 looks for a flat of up to 4.5 million near a school."""
    said = {"budget": Said("", None, Decimal(450)), "schools": Said("学区")}
    describe_needs(house.customer, said, by=SYSTEM, now=house.now)
    return house.customer


def test_finds_counts_and_notes_who_was_shown(client, house, needy):
    as_agent = signed_in(client, house.agent)
    assert "您要找什么样的客户" in as_agent.get(URL).content.decode()
    page = as_agent.get(URL, {"topic": "schools", "words": "学区", "budget_to": "300"}).content.decode()
    assert needy.name in page and "1 位客户" in page and "≤ 450" in page
    assert AccessLine.objects.latest("id").person_ids == [needy.pk]


def test_absurd_input_is_said_and_finds_nobody(client, house, needy):
    """INF-10"""
    page = signed_in(client, house.agent).get(URL, {"budget_to": "-3", "kind": "x"}).content.decode()
    assert "不为负数" in page and needy.name not in page


def test_the_stranger_finds_nobody(client, house, needy):
    """ORG-3"""
    page = signed_in(client, house.stranger).get(URL, {"topic": "schools"}).content.decode()
    assert needy.name not in page and "没有客户这样说过" in page


def test_listing_and_customer_lead_to_each_other_with_reasons(client, house, needy):
    listing = a_listing(node=house.project, by=SYSTEM, now=house.now, collected_by=house.agent)
    as_agent = signed_in(client, house.agent)
    page = as_agent.get(f"/desk/listings/{listing.pk}/customers/").content.decode()
    assert needy.name in page and "432" in page and "学区" in page
    page = as_agent.get(f"/desk/customers/{needy.pk}/listings/").content.decode()
    assert listing.number in page and "432" in page
    assert (
        f"/desk/customers/{needy.pk}/listings/"
        in as_agent.get(f"/desk/customers/{needy.pk}/").content.decode()
    )
    assert (
        f"/desk/listings/{listing.pk}/customers/"
        in as_agent.get(f"/desk/listings/{listing.pk}/").content.decode()
    )
    as_stranger = signed_in(client, house.stranger)
    assert as_stranger.get(f"/desk/customers/{needy.pk}/listings/").status_code == 404
    assert as_stranger.get(f"/desk/listings/{listing.pk}/customers/").status_code == 404
