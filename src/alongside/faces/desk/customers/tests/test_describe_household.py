"""The page of a household."""

from __future__ import annotations

from alongside.domain.customers.models import Customer
from alongside.faces.desk.tests.pages import signed_in


def test_is_described_and_shown_where_it_is_needed(as_agent, house):
    """CUS-1: on the customer's page, and beside their case."""
    url = f"/desk/customers/{house.customer.pk}/household/"
    assert as_agent.get(url).status_code == 200
    as_agent.post(url, {"words": "夫妻、婴儿 1、老人 1"})
    assert "婴儿 1" in as_agent.get(f"/desk/customers/{house.customer.pk}/").content.decode()
    assert "婴儿 1" in as_agent.get(f"/desk/cases/{house.case().number}/").content.decode()


def test_is_not_there_for_a_stranger(client, house):
    """ORG-3"""
    url = f"/desk/customers/{house.customer.pk}/household/"
    assert signed_in(client, house.stranger).post(url, {"words": "x"}).status_code == 404
    assert Customer.objects.get(pk=house.customer.pk).household is None
