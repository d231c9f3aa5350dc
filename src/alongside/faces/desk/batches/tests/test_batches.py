"""Appointments on the desk: planned, invited, booked, checked in (JRN-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.domain.appointments.actions.booking import book_slot
from alongside.domain.appointments.actions.inviting import tell
from alongside.domain.appointments.models import Batch, BatchKind, Invitation
from alongside.domain.appointments.samples import a_batch, first_slot, their_invitation
from alongside.domain.customers.samples import a_customer
from alongside.faces.desk.tests.pages import signed_in
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
URL = "/desk/batches/"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def batch(cast, now) -> Batch:
    """An open day tomorrow, of two slots with one place each; 周敏 is invited."""
    return a_batch(cast.estate, now=now, days=1, capacity=1, is_open=True, responsible=cast.supervisor.staff)


@pytest.fixture
def invitation(cast, batch) -> Invitation:
    return their_invitation(batch, cast.customer.customer)


def text_of(page) -> str:
    assert page.status_code == 200
    return page.content.decode()


def test_a_batch_is_planned_counted_and_invited(client, cast, now) -> None:
    """JRN-7: nobody hears of it before its people were counted."""
    client = signed_in(client, cast.supervisor.staff)
    day = (now + timedelta(days=9)).date().isoformat()
    plan = {
        "kind": BatchKind.objects.get(code="open_day").pk, "estate": cast.estate.pk, "name": "8栋开放日", "day": day,
        "begins": "09:00", "ends": "12:00", "minutes": "60", "capacity": "10", "place": "南门",
    }  # fmt: skip
    assert client.post(f"{URL}new/", {**plan, "ends": "09:10"}).status_code == 422
    assert client.post(f"{URL}new/", {**plan, "last_day": "2099-01-01"}).status_code == 422
    assert client.post(f"{URL}new/", plan).status_code == 302
    batch = Batch.objects.get()
    assert (batch.slots.count(), batch.responsible, batch.state) == (3, cast.supervisor.staff, "planned")
    invite = f"{URL}{batch.pk}/invite/"
    audience = {"roles": ["owner"], "buildings": [cast.unit.building_id], "seen": batch.version}
    assert "周敏" in text_of(client.post(invite, {**audience, "count": "1"}))
    assert "没有人" not in text_of(client.get(invite))
    narrow = text_of(client.post(invite, {**audience, "months": "600", "count": "1"}))
    assert "周敏" not in narrow
    assert not Invitation.objects.exists()
    assert client.post(invite, {**audience, "invite": "1"}).status_code == 302
    assert client.post(invite, {**audience, "invite": "1"}).status_code == 409
    tell(batch.pk, now=now)
    page = text_of(client.get(f"{URL}{batch.pk}/"))
    assert "8栋开放日" in page
    assert "10:00" in page
    assert "8栋开放日" in text_of(client.get(URL))


def test_staff_book_move_and_cancel_for_the_customer(client, cast, batch, invitation) -> None:
    """JRN-7: while they are on the phone; an old page is refused."""
    client = signed_in(client, cast.agent.staff)
    first, second = batch.slots.order_by("from_at")
    url = f"{URL}invitations/{invitation.pk}/"
    assert "10:00" in text_of(client.get(url))
    book = {"slot": first.pk, "party": "2", "words": "带老人", "seen": invitation.version}
    assert client.post(url, book).status_code == 302
    assert client.post(url, {**book, "slot": second.pk}).status_code == 409
    invitation.refresh_from_db()
    assert (invitation.state, invitation.party, invitation.slot) == ("booked", 2, first)
    home = text_of(client.get(f"/desk/estates/units/{cast.unit.pk}/"))
    assert f"{URL}invitations/{invitation.pk}/" in home
    assert f"{timezone.localtime(first.from_at):%m-%d %H:%M}" in home
    rows = text_of(client.get(f"{URL}{batch.pk}/invitations/?state=coming"))
    assert "带老人" in rows
    assert "周敏" not in text_of(client.get(f"{URL}{batch.pk}/invitations/?state=declined"))
    client.post(url, {"cancel": "1", "seen": invitation.version})
    invitation.refresh_from_db()
    assert invitation.state == "invited"
    assert client.post(url, {"slot": "987654321", "seen": invitation.version}).status_code == 404


def test_one_more_person_is_found_and_invited_with_their_home(client, cast, batch, now) -> None:
    """JRN-7: and booked at once; from the gate the way leads back there. Who is on the list already is shown so."""
    newcomer = a_customer(node=cast.project, now=now, unit=cast.next_unit, name="方可", phone="13700003399")
    client = signed_in(client, cast.supervisor.staff)
    url = f"{URL}{batch.pk}/invite/one/"
    assert "待答复" in text_of(client.get(url, {"who": "周敏"}))
    page = text_of(client.get(url, {"who": "方可"}))
    assert f'value="{newcomer.pk}:{cast.next_unit.pk}"' in page
    assert f'value="{newcomer.pk}:' not in text_of(client.get(url, {"who": "没有这个人"}))
    sent = {"one": f"{newcomer.pk}:{cast.next_unit.pk}"}
    answer = client.post(url, sent)
    one = Invitation.objects.get(customer=newcomer)
    assert (answer.status_code, answer.url) == (302, f"{URL}invitations/{one.pk}/")
    assert one.unit == cast.next_unit
    assert client.post(url, {**sent, "gate": "1"}).url.startswith(f"{URL}{batch.pk}/attendance/?q=")
    assert Invitation.objects.filter(customer=newcomer).count() == 1
    for absurd in ("", "x:y", "9" * 30, f"{newcomer.pk}:987654321"):
        assert client.post(url, {"one": absurd}).status_code == 404
    stranger = signed_in(client, cast.other_supervisor.staff)
    assert stranger.get(url).status_code == 404
    assert stranger.post(url, sent).status_code == 404


def test_the_list_at_the_gate_is_ticked_off(client, cast, batch, invitation, now) -> None:
    """JRN-7: one by their own button, many by the bar, found by door; and on paper."""
    book_slot(invitation, slot=first_slot(batch), by=SYSTEM, now=now)
    client = signed_in(client, cast.engineer.staff)
    url = f"{URL}{batch.pk}/attendance/"
    Batch.objects.filter(pk=batch.pk).update(first_at=now + timedelta(days=1))
    assert f"attended:{invitation.pk}" not in text_of(client.get(url))  # too early to press it
    Batch.objects.filter(pk=batch.pk).update(first_at=now - timedelta(days=1))
    assert "周敏" in text_of(client.get(url))
    assert "周敏" in text_of(client.get(f"{url}?q=2102"))
    for sent, state in (
        ({"one": f"attended:{invitation.pk}"}, "attended"),
        ({"one": f"undone:{invitation.pk}"}, "booked"),
        ({"chosen": [invitation.pk], "came": "no_show"}, "no_show"),
    ):
        assert client.post(url, sent).status_code == 302
        invitation.refresh_from_db()
        assert invitation.state == state
    for absurd in ({"one": "x:y"}, {"chosen": ["9" * 30], "came": "king"}, {}):
        assert client.post(url, absurd).status_code == 422
    assert "周敏" in text_of(client.get(f"{url}sheet/"))


def test_a_slot_is_changed_and_cancelled_with_a_reason(client, cast, batch, invitation, now) -> None:
    """JRN-7: never below what is booked; who booked is asked anew."""
    slot = first_slot(batch)
    book_slot(invitation, slot=slot, by=SYSTEM, now=now)
    client = signed_in(client, cast.supervisor.staff)
    local = timezone.localtime(slot.from_at)
    change = {
        "day": local.date().isoformat(), "begins": "10:30", "ends": "11:30", "capacity": "0", "place": "北门",
        "seen": slot.version,
    }  # fmt: skip
    url = f"{URL}slots/{slot.pk}/"
    assert client.post(url, change).status_code == 422
    assert client.post(url, {**change, "capacity": "4"}).status_code == 302
    slot.refresh_from_db()
    assert (slot.capacity, slot.place, slot.seats.count()) == (4, "北门", 4)
    why = {"words": "台风", "seen": slot.version}
    assert "1" in text_of(client.get(f"{url}cancel/"))
    assert client.post(f"{url}cancel/", why).status_code == 302
    invitation.refresh_from_db()
    assert invitation.asks_anew
    day = {
        "day": local.date().isoformat(),
        "begins": "14:00",
        "ends": "15:00",
        "minutes": "30",
        "capacity": "3",
    }
    assert client.post(f"{URL}{batch.pk}/slots/new/", day).status_code == 302
    assert batch.slots.standing().count() == 3
    batch.refresh_from_db()
    words = {"name": "新名字", "words": "", "bring": "", "place": "", "seen": batch.version}
    assert client.post(f"{URL}{batch.pk}/change/", words).status_code == 302
    assert client.post(f"{URL}{batch.pk}/give/", {"to": cast.manager.staff.pk}).status_code == 302
    batch.refresh_from_db()
    assert (batch.name, batch.responsible) == ("新名字", cast.manager.staff)
    end = {"words": "塔吊检修", "seen": batch.version}
    assert client.post(f"{URL}{batch.pk}/cancel/", end).status_code == 302
    assert "塔吊检修" in text_of(client.get(f"{URL}{batch.pk}/"))


def test_strangers_find_nothing(client, cast, batch, invitation) -> None:
    """ORG-3: neither pages, nor rows of a list, nor acts."""
    client = signed_in(client, cast.stranger.staff)
    assert batch.name not in text_of(client.get(URL))
    slot = first_slot(batch)
    for path in ("", "invitations/"):
        assert client.get(f"{URL}{batch.pk}/{path}").status_code == 404
    assert (
        client.post(f"{URL}{batch.pk}/attendance/", {"one": f"attended:{invitation.pk}"}).status_code == 404
    )
    assert client.post(f"{URL}invitations/{invitation.pk}/", {"slot": slot.pk}).status_code == 404
    for path in (f"{batch.pk}/invite/", f"{batch.pk}/cancel/", f"slots/{slot.pk}/"):
        assert client.get(URL + path).status_code == 403
    other = signed_in(client, cast.other_supervisor.staff)
    for path in (
        f"{batch.pk}/invite/",
        f"{batch.pk}/cancel/",
        f"slots/{slot.pk}/",
        f"slots/{slot.pk}/cancel/",
    ):
        assert other.get(URL + path).status_code == 404


def test_a_list_costs_the_same_however_many_batches_there_are(
    client, cast, batch, now, django_assert_max_num_queries
) -> None:
    """Lists are bounded: eleven queries with one batch and with three."""
    client = signed_in(client, cast.supervisor.staff)
    for place in range(2):
        a_batch(cast.estate, now=now, name=f"另一场{place}")
    with django_assert_max_num_queries(11):
        client.get(URL)
