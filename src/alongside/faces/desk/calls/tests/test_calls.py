"""CHN-5: the desk of whoever takes calls, from the ring to the case, the callback and the recording."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from alongside.domain.conversations.actions.calling import take_call_event
from alongside.domain.conversations.actions.recordings import keep_recording
from alongside.domain.conversations.actions.seats import say_readiness, take_seat
from alongside.domain.conversations.models import Callback
from alongside.domain.conversations.queries.queues import days_of, half_hours_of, total_of
from alongside.domain.conversations.tests.telephone import a_call, a_telephone_system, a_tone, an_event
from alongside.domain.customers.actions import add_contact_point
from alongside.kernel.access_log import EPOCH
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import AccessLine, StoredFile

NUMBER = "13800001234"


@pytest.fixture
def line(cast):
    return a_telephone_system(cast.project)


@pytest.fixture
def at_desk(cast, line, client):
    """The agent sits at 8001, ready, with a page open."""
    add_contact_point(cast.customer.customer, kind="phone", value=NUMBER, by=SYSTEM, now=cast.now)
    seat = take_seat(line, extension="8001", by=cast.agent, now=cast.now)
    say_readiness(seat, state="ready", by=cast.agent, now=cast.now)
    client.force_login(cast.agent.staff)
    return client


def test_who_calls_is_on_the_page_and_a_case_from_it_holds_the_call(cast, line, at_desk):
    """CHN-5: name, home and what is open, asked for by one number; the case opened from it shows the call and its note."""
    news = reverse("desk:call_news")
    empty = at_desk.get(news)
    assert (empty.status_code, empty.content.strip()) == (200, b"")
    assert at_desk.get(news, {"seen": empty.headers["X-News"]}).status_code == 204

    ring = an_event(1, "ringing", cast.now, number=NUMBER, extension="8001", queue="报修")
    call = take_call_event(line, ring, now=cast.now)
    card = at_desk.get(news, {"seen": empty.headers["X-News"]})
    for shown in ("周敏", "2102", "报修", "138····1234"):
        assert shown in card.content.decode()
    assert NUMBER not in card.content.decode()

    take_call_event(line, an_event(2, "answered", cast.now, number=NUMBER, extension="8001"), now=cast.now)
    told = {
        "node": cast.project.pk,
        "kind": "enquiry",
        "channel": "phone",
        "title": "门禁卡",
        "words": "要补卡",
        "severity": 1,
    }
    opened = at_desk.post(f"{reverse('desk:open_case')}?customer={cast.customer.id}&call={call.pk}", told)
    assert opened.status_code == 302
    take_call_event(line, an_event(3, "hung_up", cast.now, number=NUMBER, by="customer"), now=cast.now)
    at_desk.post(reverse("desk:wrap_up_call", args=[call.pk]), {"outcome": "case", "words": "说好周五来取"})

    story = at_desk.get(opened.url).content.decode()
    assert "说好周五来取" in story
    assert reverse("desk:call", args=[call.pk]) in story
    assert reverse("desk:call", args=[call.pk]) in at_desk.get(reverse("desk:calls")).content.decode()


def test_strangers_see_no_call_and_hear_nothing(cast, line, at_desk, client):
    """CHN-5, ORG-3: another project's agent gets 404; whoever sees the call needs a permission of its own to listen."""
    call = a_call(line, number=NUMBER, at=cast.now)
    keep_recording(call, ContentFile(a_tone(), name="a.wav"), now=cast.now)
    page, sound = reverse("desk:call", args=[call.pk]), reverse("desk:hear_recording", args=[call.pk])

    assert (client.get(page).status_code, client.get(sound).status_code) == (200, 403)
    client.force_login(cast.stranger.staff)
    assert client.get(page).status_code == 404
    client.force_login(cast.other_supervisor.staff)
    assert client.get(sound).status_code == 404

    client.force_login(cast.supervisor.staff)
    assert "<audio" in client.get(page).content.decode()
    whole = b"".join(client.get(sound).streaming_content)
    assert whole.startswith(b"RIFF")
    size = len(whole)
    for asked, status, part in [
        ("bytes=10-19", 206, whole[10:20]),
        ("bytes=-7", 206, whole[-7:]),
        (f"bytes={size - 3}-{size + 99}", 206, whole[-3:]),
        (f"bytes={size}-", 416, b""),
        ("bytes=-0", 416, b""),
    ]:
        answer = client.get(sound, headers={"Range": asked})
        assert (answer.status_code, answer.getvalue()) == (status, part)
    stored = StoredFile.objects.get(about_kind="call")
    assert stored.is_sealed
    heard = AccessLine.objects.filter(about_kind="call", about_id=call.pk, act="reveal", at__gte=EPOCH)
    assert set(heard.values_list("viewer_id", "reason")) == {(cast.supervisor.id, "recording")}


def test_figures_are_those_of_their_calls_and_midnight_divides_nothing(cast, line, at_desk, client):
    """CHN-5: a call belongs to where it began; half hours add up to the day; the level counts who was answered in time."""
    midnight = cast.now.replace(hour=16, minute=0) - timedelta(days=1)  # in China
    told = [(-120, 5, 300), (-30, 200, 100), (10, 20, 60), (20, 21, 60), (1800, 90, None), (3599, 4, 30)]
    for number, (at, waits, talks) in enumerate(told):
        begun = midnight + timedelta(seconds=at)
        a_call(line, key=f"c-{number}", number=f"1380000{number:04}", at=begun, waits=waits, talks=talks)
    before, day = (midnight - timedelta(hours=12)).date(), cast.now.date()

    yesterday, today = (total_of(cast.supervisor, one) for one in (before, day))
    assert (yesterday.offered, yesterday.answered, yesterday.in_time, yesterday.handling) == (2, 2, 1, 200)
    assert (today.offered, today.answered, today.in_time, today.abandoned) == (4, 3, 2, 1)
    assert (today.service_level, today.abandonment, today.handling) == (50, 25, 50)
    half_hours = half_hours_of(cast.supervisor, day)
    assert {slot: (one.offered, one.in_time) for slot, one in half_hours.items()} == {0: (2, 1), 1: (2, 1)}
    assert [one.figures for one in days_of(cast.supervisor, last=day, days=2, now=cast.now)] == [
        today,
        yesterday,
    ]
    assert total_of(cast.other_supervisor, day).offered == 0

    client.force_login(cast.supervisor.staff)
    board = reverse("desk:queue_board")
    assert "50 %" in client.get(board, {"day": day.isoformat()}).content.decode()
    client.force_login(cast.agent.staff)
    assert client.get(board).status_code == 403


def test_the_first_call_settled_it_when_nobody_came_again(cast, line, at_desk):
    """CHN-5: within three days, over any channel, in the same matter; of days too near nothing is said yet."""
    monday = cast.now - timedelta(days=8)
    settled = a_call(line, key="a", number="13800000001", at=monday)
    again = a_call(line, key="b", number="13800000002", at=monday)
    a_call(line, key="c", number="13800000002", at=monday + timedelta(days=1))
    assert settled.conversation_id != again.conversation_id
    a_call(line, key="d", number="13800000003", at=cast.now)

    days = days_of(cast.supervisor, last=cast.now.date(), days=14, now=cast.now)

    assert [(one.day.day, one.first_call_resolution) for one in days] == [
        (cast.now.day, None),
        ((monday + timedelta(days=1)).day, None),
        (monday.day, 50),
    ]


def test_a_callback_shows_its_number_to_be_dialled_and_ends_with_what_came_of_it(cast, line, at_desk):
    """CHN-5, INF-2: masked until asked for, and the asking is in the access log."""
    a_call(line, number=NUMBER, at=cast.now, talks=None)
    [owed] = Callback.objects.open()
    page = reverse("desk:callback", args=[owed.pk])
    assert "138····1234" in at_desk.get(page).content.decode()
    assert page in at_desk.get(reverse("desk:waiting")).content.decode()
    shown = at_desk.post(reverse("desk:callback_number", args=[owed.pk])).content.decode()
    assert f"+86{NUMBER}" in shown
    assert AccessLine.objects.filter(
        about_kind="callback", about_id=owed.pk, act="reveal", reason="call"
    ).exists()

    at_desk.post(reverse("desk:finish_callback", args=[owed.pk]), {"state": "reached"})
    owed.refresh_from_db()
    assert (owed.state, owed.done_by_id) == (Callback.State.REACHED, cast.agent.id)
