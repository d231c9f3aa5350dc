"""A customer is added while their case is taken down (CAS-2, CUS-6)."""

from __future__ import annotations

from alongside.domain.customers.actions import add_contact_point
from alongside.domain.customers.models import Customer
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM

URL = "/desk/cases/new/customer/"
PHONE = "13812344420"


def given(house, **but):
    return {"name": "丁一", "phone": PHONE, "node": house.project.pk} | but


def test_goes_on_with_the_case_of_the_new_customer(as_agent, house):
    """CAS-2"""
    page = as_agent.post(URL, given(house))
    added = Customer.objects.get(name="丁一")
    assert page.url == f"/desk/cases/new/?customer={added.pk}"
    assert added.contact_points.get().masked.endswith("4420")


def test_begins_with_what_was_searched(as_agent):
    """CAS-2"""
    assert f'value="{PHONE}"' in as_agent.get(f"{URL}?who={PHONE}").content.decode()


def test_shows_who_has_that_phone_and_adds_another_only_when_told(as_agent, house):
    """CUS-6: what was typed stays."""
    add_contact_point(house.customer, kind="phone", value=PHONE, by=SYSTEM, now=house.now)
    page = as_agent.post(URL, given(house))
    text = page.content.decode()
    assert page.status_code == 422
    assert f"customer={house.customer.pk}" in text
    assert 'value="丁一"' in text
    assert "although_known" in text
    assert not Customer.objects.filter(name="丁一").exists()
    as_agent.post(URL, given(house, although_known="on"))
    assert Customer.objects.filter(name="丁一").exists()


def test_a_stranger_is_shown_nobody_of_this_project(client, house):
    """ORG-3"""
    add_contact_point(house.customer, kind="phone", value=PHONE, by=SYSTEM, now=house.now)
    stranger = signed_in(client, house.stranger)
    page = stranger.post(URL, given(house))
    assert page.status_code == 422  # that project is not theirs to choose
    assert "周敏" not in page.content.decode()


def test_is_closed_to_who_opens_no_cases(client, house):
    """ORG-3"""
    assert signed_in(client, house.engineer).get(URL).status_code == 403
