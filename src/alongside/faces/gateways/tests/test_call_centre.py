"""CHN-5: what a call centre pushes, over real sockets both ways."""

from __future__ import annotations

import time

import httpx
import pytest
from django.urls import reverse
from tests.cast import make_cast
from tests.fakes.running import running

from alongside.domain.conversations.actions.recordings import fetch_call_recording, recording_of
from alongside.domain.conversations.actions.seats import take_seat
from alongside.domain.conversations.models import Call
from alongside.domain.conversations.tests.telephone import a_telephone_system
from alongside.domain.customers.actions import add_contact_point
from alongside.domain.customers.samples import a_customer
from alongside.kernel.access_log import EPOCH
from alongside.kernel.actor import SYSTEM
from alongside.kernel.call_centre import NotFetched
from alongside.kernel.models import AccessLine, JournalEntry


@pytest.fixture(scope="module")
def call_centre():
    with running("call_centre") as url:
        yield url


def test_events_come_in_any_order_and_the_recording_is_fetched(call_centre, live_server):
    """Signed by them, taken once; a busy store is asked again, and the sealed recording is what they have."""
    cast = make_cast()
    line = a_telephone_system(cast.project, base=call_centre)
    address = f"{live_server.url}/channels/calls/{line.code}/"
    at = "2026-11-20T10:00:{:02}+08:00"
    told = [
        {
            "event": kind,
            "seq": number,
            "call": "c-7",
            "at": at.format(number * 5),
            "from": "13800001234",
            **more,
        }
        for number, (kind, more) in enumerate(
            [
                ("queued", {"queue": "repairs"}),
                ("ringing", {"extension": "8001"}),
                ("answered", {"extension": "8001"}),
                ("hung_up", {"by": "customer"}),
                ("recording_ready", {"recording": "r/7 a.wav"}),
            ]
        )
    ]
    with httpx.Client() as tests:
        made = {
            "recording": "r/7 a.wav",
            "push": address,
            "events": [told[4], told[3], told[0], told[3], told[2], told[1]],
        }
        assert tests.post(f"{call_centre}/test", json=made, timeout=30).json() == [200] * 6
        assert tests.post(
            f"{call_centre}/test", json={"push": address, "events": [{"event": "danced"}]}
        ).json() == [400]
        assert tests.post(address, json=told[0]).status_code == 401
        assert tests.post(f"{live_server.url}/channels/calls/elsewhere/", json=told[0]).status_code == 404
        tests.post(f"{call_centre}/test", json={"fails": 1})

    call = Call.objects.get()
    assert (call.ending, call.queue, call.wait_seconds, call.talk_seconds) == ("answered", "repairs", 10, 5)
    with pytest.raises(NotFetched):
        fetch_call_recording(call.pk, now=call.heard_at)
    fetch_call_recording(call.pk, now=call.heard_at)
    call.refresh_from_db()
    stored = recording_of(call)
    assert (call.recording, stored.content_type, stored.is_sealed) == ("kept", "audio/wav", True)
    assert stored.size == 16_044  # one second as the call centre keeps it


def test_calls_from_the_desk_ring_at_the_seat_and_are_the_customers(call_centre, live_server, client):
    """CHN-5: two share the number, the call is whose page it was dialled from; refused while the centre is not there."""
    cast = make_cast()
    line = a_telephone_system(cast.project, base=call_centre)
    line.options["control"] = call_centre
    line.save()
    mine, neighbour = cast.customer.customer, a_customer(node=cast.project, now=cast.now, name="周敏之夫")
    point, _other = (
        add_contact_point(one, kind="phone", value="13800001234", by=SYSTEM, now=cast.now)
        for one in (mine, neighbour)
    )
    client.force_login(cast.agent.staff)
    asked = reverse("desk:dial_contact", args=[point.pk])
    assert client.post(asked).status_code == 422 and not Call.objects.exists()  # nobody sits
    take_seat(line, extension="8001", by=cast.agent, now=cast.now)
    with httpx.Client() as tests:
        address = f"{live_server.url}/channels/calls/{line.code}/"
        tests.post(f"{call_centre}/test", json={"fails": 1, "dials": {"push": address, "speaks": 0}})
    assert asked in client.get(reverse("desk:customer", args=[mine.pk])).content.decode()
    assert client.post(asked).status_code == 422 and not Call.objects.exists()
    assert client.post(asked).status_code == 302
    call = until(lambda: Call.objects.filter(state="ended").first())
    assert (call.customer, call.agent, call.direction, call.ending) == (
        mine,
        cast.agent.staff,
        "out",
        "answered",
    )
    assert (call.extension, call.message.direction) == ("8001", "out")
    assert call.conversation.customer == mine
    facts = JournalEntry.objects.get(kind="call.dialled").facts
    assert facts == {"customer": mine.pk}
    looked = AccessLine.objects.filter(
        act="reveal", about_kind="contactpoint", about_id=point.pk, at__gte=EPOCH
    )
    assert {one.reason for one in looked} == {"call"}
    client.force_login(cast.stranger.staff)
    assert client.post(asked).status_code == 404


def until(found, seconds: float = 20):
    """What comes about within that time."""
    end = time.monotonic() + seconds
    while (one := found()) is None and time.monotonic() < end:
        time.sleep(0.05)
    assert one is not None
    return one
