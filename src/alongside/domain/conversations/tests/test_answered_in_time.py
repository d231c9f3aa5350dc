"""Conversations find their answerer, are answered in time, put off and come back; notes stay among us (CHN-1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alongside.domain.conversations.actions import (
    Heard,
    assign_thread,
    finish_thread,
    hear,
    join_thread,
    note_in_thread,
    set_standard,
    snooze_thread,
)
from alongside.domain.conversations.actions.snoozing import wake_threads
from alongside.domain.conversations.actions.standards import remind_of_waiting
from alongside.domain.conversations.models import Account, Channel, Conversation, Delivery, Message, Thread
from alongside.domain.conversations.reactions.answering import route_thread, tell_who_is_named
from alongside.domain.conversations.rules.mentions import mentioned_in
from alongside.domain.conversations.rules.snoozing import next_working_day, tomorrow_morning
from alongside.domain.organisation.actions.staff import set_presence
from alongside.domain.work.models import Notice
from alongside.domain.work.queries import waiting_counts, waiting_for
from alongside.kernel.calendar import WorkingCalendar
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 10:00 in Hangzhou
CHINA = ZoneInfo("Asia/Shanghai")
OFFICE = WorkingCalendar(
    zone=CHINA, week=dict.fromkeys(range(5), ((time(9), time(12)), (time(13), time(18)))), holidays=True
)


@pytest.fixture
def account(cast):
    return Account.objects.create(node=cast.project, channel=Channel.SMS, provider="gone", name="短信")


@pytest.fixture
def falls(account):
    def say(words="水管漏了", sender="13800138000", at=NOW):
        message = hear(account, Heard(sender, words, f"{sender}{at}"), now=at)
        return Thread.objects.get(pk=message.home_id or message.conversation_id)

    return say


def follow() -> None:
    for entry in JournalEntry.objects.filter(kind="thread.heard").order_by("id"):
        route_thread(entry)


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=kind).values_list("staff_id", flat=True))


@given(
    some.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20)), some.sampled_from([CHINA, ZoneInfo("UTC")])
)
def test_is_put_off_to_a_morning_that_comes_and_a_day_on_which_the_office_works(at, zone):
    """ORG-7: over midnight, holidays and make-up days; no working day lies between."""
    now = at.replace(tzinfo=zone)
    today = now.astimezone(CHINA).date()
    tomorrow, working = tomorrow_morning(now, OFFICE), next_working_day(now, OFFICE)
    assert (tomorrow.date() - today, tomorrow.timetz().replace(tzinfo=None)) == (timedelta(days=1), time(9))
    assert OFFICE.is_working(working) and working >= tomorrow > now
    between = (today + timedelta(days=one) for one in range(1, (working.date() - today).days))
    assert not any(OFFICE.day_spans(day) for day in between)


def test_a_make_up_saturday_is_a_working_day():
    """ORG-7: the Saturday before the Spring Festival of 2026."""
    friday = datetime(2026, 2, 13, 17, 0, tzinfo=CHINA)
    assert next_working_day(friday, OFFICE).date() == date(2026, 2, 14)


def test_what_was_put_off_comes_back_by_itself_or_when_they_write(cast, falls):
    """CHN-1: whoever put it off has it and hears, once; the customer's word wakes it at once."""
    thread = falls()
    until = NOW + timedelta(hours=20)
    with pytest.raises(Refused):
        snooze_thread(thread, until=NOW, by=cast.agent, now=NOW)
    with pytest.raises(NotAllowed):
        snooze_thread(thread, until=until, by=cast.stranger, now=NOW)
    snooze_thread(thread, until=until, by=cast.agent, now=NOW)
    assert wake_threads(now=until - timedelta(seconds=1)) == 0
    assert wake_threads(now=until) == 1 and wake_threads(now=until) == 0
    thread.refresh_from_db()
    assert (thread.state, thread.assigned_to_id, thread.last_at) == ("open", cast.agent.id, until)
    assert told("thread.woke") == {cast.agent.id}
    snooze_thread(thread, until=until + timedelta(days=3), by=cast.agent, now=until)
    assert falls("还在漏", at=until + timedelta(minutes=1)).state == "open"
    assert wake_threads(now=until + timedelta(days=4)) == 0


def test_nobodys_conversation_finds_who_is_there_and_stays_with_them(cast, falls):
    """CAS-6, ORG-6: the rule of cases; the deputy of who is away; who answered a sender before has the next one too."""
    first = falls()
    follow()
    first.refresh_from_db()
    assert first.assigned_to_id in {cast.agent.id, cast.colleague.id}
    assert told("thread.assigned") == {first.assigned_to_id}
    mine, other = (cast.agent, cast.colleague)
    assign_thread(first, to=mine.staff, by=cast.supervisor, now=NOW)
    falls("别的人", sender="13911112222")
    follow()
    second = Thread.objects.get(sender_hash__gt="", assigned_to=other.id)
    assert second.pk != first.pk, "who has nothing to answer yet gets it"

    set_presence(mine.staff, presence="away", by=mine, now=NOW, deputy=cast.supervisor.staff)
    falls("有人吗", at=NOW + timedelta(minutes=5))
    follow()
    first.refresh_from_db()
    assert first.assigned_to_id == cast.supervisor.id


def test_who_waits_has_a_time_by_which_and_it_is_told_upwards(cast, falls):
    """CHN-1, ORG-4, ORG-7: working minutes of the place; warned, late, later: each told once; an answer ends it."""
    node = cast.project
    set_standard(node, minutes=120, warn_minutes=30, is_round_the_clock=True, by=cast.system_admin, now=NOW)
    thread = falls()
    assign_thread(thread, to=cast.agent.staff, by=cast.agent, now=NOW)
    assert thread.due_at == NOW + timedelta(hours=2)
    row = waiting_for(cast.agent, now=NOW, kinds=["thread"]).rows[0]
    assert (row.pk, row.due_at) == (thread.pk, thread.due_at)
    assert waiting_counts(cast.agent.id, now=NOW)["thread"] == 1

    def at(minutes: int) -> set[int]:
        Notice.objects.all().delete()
        for _time in range(2):
            remind_of_waiting(now=NOW + timedelta(minutes=minutes))
        return told("thread.due") | told("thread.late")

    assert at(60) == set()
    assert (at(91), at(119)) == ({cast.agent.id}, set())
    assert at(121) == {cast.agent.id, cast.supervisor.id}
    assert at(241) >= {cast.agent.id, cast.supervisor.id} and len(told("thread.late")) == 3
    assert at(5000) == set()
    finish_thread(thread, by=cast.agent, now=NOW)
    assert waiting_counts(cast.agent.id, now=NOW)["thread"] == 0
    assert falls(at=NOW + timedelta(days=9)).rung == 0


def test_a_note_is_ours_alone_and_tells_who_is_named_if_they_may_read_it(cast, falls):
    """CHN-1, ORG-3: nothing leaves; the conversation of a case keeps the note."""
    thread = falls()
    words = f"@{cast.colleague.staff.name} @{cast.stranger.staff.name} @{cast.agent.staff.name} 他很急"
    message = note_in_thread(thread, words=words, by=cast.agent, now=NOW)
    for _time in range(2):
        tell_who_is_named(JournalEntry.objects.get(kind="thread.noted"))
    assert told("thread.mentioned") == {cast.colleague.id}
    assert not Delivery.objects.exists()
    with pytest.raises(NotAllowed):
        note_in_thread(thread, words="x", by=cast.stranger, now=NOW)
    other = Conversation.objects.create(node=cast.project, customer=None, started_at=NOW)
    join_thread(thread, to=other, by=cast.agent, now=NOW)
    message.refresh_from_db()
    assert (message.conversation_id, message.direction) == (other.pk, "internal")
    assert not Message.objects.filter(conversation=thread.pk).exists() and not Delivery.objects.exists()
    with pytest.raises(Refused):
        note_in_thread(thread, words="再记一条", by=cast.agent, now=NOW)


def test_the_longest_name_that_stands_there_is_meant():
    """CHN-1"""
    people = [(1, "陈工"), (2, "陈工程"), (3, "李雷"), (4, "李雷"), (5, "")]
    assert mentioned_in("请＠陈工程看一下 @李雷，陈工", people) == {2, 3, 4}
    assert mentioned_in("陈工 a@b.test", people) == set()


def test_only_who_keeps_the_system_says_how_soon(cast):
    """ORG-3"""
    given = {"minutes": 10, "warn_minutes": 10, "is_round_the_clock": False, "now": NOW}
    with pytest.raises(NotAllowed):
        set_standard(cast.project, by=cast.agent, **given)
    with pytest.raises(Refused):
        set_standard(cast.project, by=cast.system_admin, **given)
