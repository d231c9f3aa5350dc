"""CHN-5: what a call centre pushes, over real sockets both ways."""

from __future__ import annotations

import httpx
import pytest
from tests.cast import make_cast
from tests.fakes.running import running

from alongside.domain.conversations.actions.recordings import fetch_call_recording, recording_of
from alongside.domain.conversations.models import Call
from alongside.domain.conversations.tests.telephone import a_telephone_system
from alongside.kernel.call_centre import NotFetched


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
