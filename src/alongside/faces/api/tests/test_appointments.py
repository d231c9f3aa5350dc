"""Appointments over the API: what is free, booked, cancelled; strangers are asked in test_strangers (JRN-7)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from alongside.domain.appointments.samples import a_batch
from alongside.domain.customers.samples import a_customer

pytestmark = pytest.mark.django_db


def test_a_partner_sees_what_is_free_and_books(house, ask) -> None:
    """JRN-7: a full slot is 422, in words that name the others."""
    now = timezone.now()
    batch = a_batch(house.units["GLT"].estate, now=now, name="开放日", capacity=1)
    found = ask.get("/batches", {"kind": "open_day", "state": "planned"}).json()["items"]
    assert [one["id"] for one in found] == [batch.pk]
    people = [house.customers["GLT"], a_customer(node=house.nodes["GLT"], now=now)]
    sent = [ask.post(f"/batches/{batch.pk}/invite_customer", {"customer": one.pk}) for one in people]
    first, second = (one.json()["id"] for one in sent)
    again = ask.post(f"/batches/{batch.pk}/invite_customer", {"customer": people[0].pk})
    assert again.json()["id"] == first
    slot = ask.get(f"/batches/{batch.pk}").json()["slots"][0]["id"]
    booked = ask.post(f"/invitations/{first}/book_slot", {"slot": slot, "party": 2})
    assert (booked.status_code, booked.json()["slot"], booked.json()["state"]) == (200, slot, "booked")
    full = ask.post(f"/invitations/{second}/book_slot", {"slot": slot})
    assert full.status_code == 422
    assert "11:00–12:00" in full.content.decode()
    assert ask.post(f"/invitations/{second}/book_slot", {"slot": 987_654_321}).status_code == 422
    rows = ask.get(f"/batches/{batch.pk}/invitations", {"state": "booked"}).json()["items"]
    assert [one["id"] for one in rows] == [first]
    assert ask.post(f"/invitations/{first}/cancel_booking").json()["state"] == "invited"
    assert ask.post(f"/invitations/{first}/cancel_booking").status_code == 422
    assert (
        ask.post(f"/invitations/{first}/decline_invitation", {"words": "没空"}).json()["state"] == "declined"
    )
