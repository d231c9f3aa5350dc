"""My appointments in the portal: chosen, put into the calendar, moved, cancelled (JRN-7)."""

from __future__ import annotations

import pytest

from alongside.domain.appointments.actions.changing import cancel_batch, cancel_slot
from alongside.domain.appointments.models import Invitation
from alongside.domain.appointments.rules.audience import Audience
from alongside.domain.appointments.samples import a_batch, first_slot
from alongside.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db
URL = "/portal/appointments/"


@pytest.fixture
def batch(house):
    """Two slots of one place; 周敏 is invited with her two homes, 马骏 with his."""
    return a_batch(house.home.estate, now=house.now, capacity=1, is_open=True, audience=Audience())


@pytest.fixture
def mine(house, batch) -> Invitation:
    return batch.invitations.get(customer=house.zhou, unit=house.home)


@pytest.fixture
def his(house, batch) -> Invitation:
    return batch.invitations.get(customer=house.ma)


def text(client, path: str) -> str:
    page = client.get(f"{URL}{path}")
    assert page.status_code == 200
    return page.content.decode()


def test_a_time_is_chosen_moved_and_cancelled(as_zhou, house, batch, mine) -> None:
    """JRN-7: on the first page, in few taps, each bearing a second tap."""
    assert batch.name in as_zhou.get("/portal/").content.decode()
    first, second = batch.slots.order_by("from_at")
    path = f"{mine.pk}/"
    assert "10:00" in text(as_zhou, f"{path}book/")
    for _tap in range(2):
        sent = as_zhou.post(f"{URL}{path}book/", {"slot": first.pk, "party": "2", "words": "带轮椅"})
        assert (sent.status_code, sent.url) == (302, f"{URL}{path}")
    page = text(as_zhou, path)
    assert "南门接待处" in page
    assert "平底鞋" in page
    as_zhou.post(f"{URL}{path}book/", {"slot": second.pk, "party": "2", "words": "带轮椅"})
    mine.refresh_from_db()
    assert (mine.state, mine.slot, mine.party, mine.words) == ("booked", second, 2, "带轮椅")
    file = as_zhou.get(f"{URL}{path}appointment.ics")
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert f"DTSTART:{second.from_at:%Y%m%dT%H%M%SZ}" in file.content.decode()
    for _tap in range(2):
        assert as_zhou.post(f"{URL}{path}cancel/").status_code == 302
    assert as_zhou.get(f"{URL}{path}appointment.ics").status_code == 404
    assert as_zhou.post(f"{URL}{path}decline/", {"words": "出差"}).status_code == 302
    mine.refresh_from_db()
    assert (mine.state, mine.seat, mine.words) == ("declined", None, "出差")
    assert batch.name in text(as_zhou, "")


def test_a_full_time_is_said_and_waited_for(as_zhou, as_ma, batch, mine, his) -> None:
    """JRN-7"""
    slot = first_slot(batch)
    as_ma.post(f"{URL}{his.pk}/book/", {"slot": slot.pk, "party": "1"})
    late = as_zhou.post(f"{URL}{mine.pk}/book/", {"slot": slot.pk, "party": "1"})
    assert late.status_code == 422
    assert "11:00–12:00" in late.content.decode()
    assert as_zhou.post(f"{URL}{mine.pk}/book/", {"wait": slot.pk, "party": "1"}).status_code == 302
    as_ma.post(f"{URL}{his.pk}/cancel/")
    mine.refresh_from_db()
    assert mine.slot == slot


def test_what_was_cancelled_is_told(as_zhou, house, batch, mine) -> None:
    """JRN-7: choose anew, then nothing any more."""
    slot = first_slot(batch)
    as_zhou.post(f"{URL}{mine.pk}/book/", {"slot": slot.pk, "party": "1"})
    cancel_slot(slot, words="台风", by=SYSTEM, now=house.now)
    assert "请另选" in text(as_zhou, f"{mine.pk}/")
    cancel_batch(batch, words="塔吊检修", by=SYSTEM, now=house.now)
    assert "塔吊检修" in text(as_zhou, f"{mine.pk}/")
    assert as_zhou.get(f"{URL}{mine.pk}/book/").status_code == 302


def test_nobody_elses_is_there(as_zhou, batch, mine, his) -> None:
    """ORG-3: not to see, not to book, not to cancel; nor what makes no sense."""
    slot = first_slot(batch)
    for path in ("", "book/", "decline/", "appointment.ics"):
        assert as_zhou.get(f"{URL}{his.pk}/{path}").status_code == 404
    assert as_zhou.post(f"{URL}{his.pk}/book/", {"slot": slot.pk, "party": "1"}).status_code == 404
    assert as_zhou.post(f"{URL}{his.pk}/cancel/").status_code == 404
    for absurd in ({"slot": "x"}, {"slot": "9" * 40}, {"wait": "-1"}):
        assert as_zhou.post(f"{URL}{mine.pk}/book/", {"party": "1", **absurd}).status_code == 404
    assert as_zhou.post(f"{URL}{mine.pk}/book/", {"slot": slot.pk, "party": "99"}).status_code == 422
