"""An open day walked through: invited at the desk, booked on the phone, checked in at the gate (JRN-7, WCAG 2.2 AA)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alongside.domain.appointments.actions.inviting import tell
from alongside.domain.appointments.models import Batch, Invitation
from alongside.domain.appointments.samples import a_batch
from alongside.faces.desk.tests.house import build_house
from alongside.faces.portal.tests.house import signed_in


@pytest.fixture
def house(transactional_db):
    return build_house()


def test_an_owner_is_invited_books_by_thumb_and_is_checked_in_at_the_gate(
    house, open_window, sign_in, live_server, assert_fits, client
):
    """JRN-7: found by name and invited with their home; two taps on the phone; one tap at the gate."""
    now = timezone.now()
    batch = a_batch(house.unit.estate, now=now, days=2, is_open=False, responsible=house.supervisor)
    Batch.objects.filter(pk=batch.pk).update(state="open")
    desk = open_window(bypass_csp=True)
    sign_in(desk, house.supervisor)
    desk.goto(f"/desk/batches/{batch.pk}/")
    assert_fits(desk)
    desk.keyboard.press("o")
    expect(desk.locator("#who")).to_be_focused()
    desk.keyboard.type(house.customer.name)
    invite = desk.get_by_role("button", name=house.customer.name)
    expect(invite).to_be_visible()
    assert_fits(desk)
    invite.click()
    expect(desk.locator("[name=party]")).to_be_visible()
    assert_fits(desk)
    one = Invitation.objects.get()
    assert (one.customer, one.unit) == (house.customer, house.unit)
    tell(batch.pk, now=now)

    phone = open_window({"width": 390, "height": 844}, bypass_csp=True)
    session = signed_in(client, house.customer).cookies["sessionid"].value
    phone.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    phone.goto(f"/portal/appointments/{one.pk}/book/")
    assert_fits(phone)
    phone.get_by_role("button", name="10:00").click()
    expect(phone.locator("body")).to_contain_text("已为您预约")
    assert_fits(phone)

    Batch.objects.filter(pk=batch.pk).update(first_at=now - timedelta(hours=1))
    gate = open_window({"width": 390, "height": 844}, bypass_csp=True)
    sign_in(gate, house.supervisor)
    gate.goto(f"/desk/batches/{batch.pk}/attendance/")
    assert_fits(gate)
    gate.get_by_role("button", name=f"到场 {house.customer.name}").click()
    expect(gate.locator("#gate")).to_contain_text("已到场")
    one.refresh_from_db()
    assert one.state == "attended"
