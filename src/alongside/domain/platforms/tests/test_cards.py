"""Notices of the desk as cards on the platform where staff are: once, within its limits, without customers' names (ORG-11)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.domain.cases.samples import a_case
from alongside.domain.organisation.actions.outside import unbind_identity
from alongside.domain.organisation.models import OutsideToken, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.platforms.actions.carrying import carry_cards, sweep_cards
from alongside.domain.platforms.actions.wishing import retry_cards, wish_for_cards
from alongside.domain.platforms.actions.writing import JOB
from alongside.domain.platforms.models import Card, News, PlatformState
from alongside.domain.work.actions import notice_for, notify, notify_many, read_all_notices
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # ten in the morning
NIGHT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # eleven in the evening
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def somebody(number: int, **but) -> StaffMember:
    given = {"username": f"p{number:03}", "name": f"员工{number}", "created_at": NOW}
    return StaffMember.objects.create(**given | but)


@pytest.fixture
def lin(db):
    return somebody(1)


def tell(*people, now=NOW, kind="case.assigned", key=None, **but):
    notify_many(notice_for(one, kind, now=now, once_key=key, **but) for one in people)


def test_a_notice_goes_out_as_a_card_once_with_a_link_and_without_what_it_is_about(wecom, cast):
    """INF-1: a card lies on servers of others. Told again under the same key, or sent twice, it is one."""
    wecom.bind(cast.agent.staff, "LinXiaoYue", now=NOW)
    case = a_case(node=cast.project, now=NOW, title="周敏家渗水", customer=cast.customer.customer)
    Notice.objects.all().delete()
    for _time in range(2):
        tell(cast.agent.staff, about=case, label="周敏家渗水", key="entry:7", is_urgent=True)
        assert carry_cards("wecom", now=NOW) == (1 if _time == 0 else 0)
    [card] = wecom.sent()
    assert card["to"] == ["LinXiaoYue"]
    assert card["title"] == "【紧急】该事件现由您负责"
    assert case.number in card["description"] and "2026-11-20 10:00" in card["description"]
    assert card["url"].endswith(f"/desk/notices/told/{News.objects.get().pk}/")
    assert "周敏" not in str(card) and "渗水" not in str(card)
    assert Card.objects.get().external_id == "msg-1"


def test_titles_and_phones_that_somebody_wrote_stay_in_the_desk(wecom, lin):
    wecom.bind(lin, "lin", now=NOW)
    tell(lin, label="给周敏回电 13800001111", kind="delivery.returned", facts={"status": "周敏 13800001111"})
    carry_cards("wecom", now=NOW)
    [card] = wecom.sent()
    assert card["title"].endswith("：…")
    assert card["description"] == "2026-11-20 10:00"
    assert "周敏" not in str(card) and "1380000" not in str(card)


def test_whoever_is_told_the_same_is_told_in_one_call_where_the_platform_can(wecom, dingtalk, feishu, db):
    """WeCom takes a thousand at once, DingTalk a hundred, Feishu one."""
    people = [somebody(number) for number in range(120)]
    for person in people:
        wecom.bind(person, f"w{person.pk}", now=NOW)
        dingtalk.bind(person, f"d{person.pk}", now=NOW)
    feishu.bind(people[0], "ou_1", now=NOW)
    feishu.bind(people[1], "ou_2", now=NOW)
    tell(*people, kind="announcement.published", label="ANN-1")
    for there, arrived in ((wecom, 120), (dingtalk, 120), (feishu, 2)):
        assert carry_cards(there.code, now=NOW) == arrived
    assert [len(one["to"]) for one in wecom.sent()] == [120]
    assert [len(one["to"]) for one in dingtalk.sent()] == [100, 20]
    assert [one["to"] for one in feishu.sent()] == [["ou_1"], ["ou_2"]]


@pytest.mark.parametrize(
    ("code", "busy", "wait"),
    [("wecom", 45009, 20), ("wecom", 45033, 20), ("dingtalk", 90018, 20), ("dingtalk", 429, 20), ("feishu", 99991400, 30)],
)  # fmt: skip
def test_a_platform_that_has_enough_is_left_alone_and_nothing_is_lost(request, lin, code, busy, wait):
    """Feishu's header says for how long; it costs the card none of its tries."""
    there = request.getfixturevalue(code)
    there.bind(lin, "ou_lin", now=NOW)
    tell(lin)
    there.say(fails=[busy])
    assert carry_cards(code, now=NOW) == 0
    assert carry_cards(code, now=NOW + timedelta(seconds=wait - 1)) == 0
    assert sweep_cards(now=NOW + timedelta(seconds=wait - 1)) == 0
    assert carry_cards(code, now=NOW + timedelta(seconds=wait)) == 1
    assert len(there.sent()) == 1 and Card.objects.get().tries == 0


def test_a_platform_that_is_down_delays_no_other_and_loses_nothing(wecom, feishu, lin, cast):
    """CHN-7: the administrators hear of it once; whatever waited is told as one card when it is back."""
    for there in (wecom, feishu):
        there.bind(lin, "ou_lin", now=NOW)
    now = NOW
    for number in range(7):
        tell(lin, label=f"TS-{number}00", now=now)
    wecom.say(fails=["down"] * 6)
    for _try in range(6):
        carry_cards("wecom", now=now)
        now += timedelta(minutes=11)
    assert carry_cards("feishu", now=NOW) == 1
    assert Counter(Card.objects.filter(platform="wecom").values_list("state", flat=True)) == {
        "folded": 7,
        "queued": 1,
    }
    assert Notice.objects.filter(kind="platform.failing", staff=cast.system_admin.staff).count() == 1
    carry_cards("wecom", now=now)
    assert [one["title"] for one in wecom.sent()] == ["7 条新通知"]
    assert PlatformState.objects.get(platform="wecom").failing_since is None


def test_who_is_unknown_there_is_parked_with_an_alarm_and_the_others_are_told(wecom, cast, lin):
    wecom.bind(lin, "ghost1", now=NOW)
    other = somebody(2)
    wecom.bind(other, "other", now=NOW)
    tell(lin, other)
    assert carry_cards("wecom", now=NOW) == 1
    assert Card.objects.get(staff=lin).state == "parked"
    alarm = Notice.objects.get(kind="card.parked")
    assert alarm.staff == cast.system_admin.staff and alarm.is_urgent
    assert retry_cards("wecom", by=SYSTEM, now=NOW) == 1


def test_a_card_that_is_refused_does_not_hold_up_those_beside_it(wecom, lin):
    wecom.bind(lin, "lin", now=NOW)
    other = somebody(2)
    wecom.bind(other, "other", now=NOW)
    tell(lin, other)
    wecom.say(fails=[41010, 41010])
    assert carry_cards("wecom", now=NOW) == 1
    assert sum(len(one["to"]) for one in wecom.sent()) == 1
    wecom.say(fails=[41010, 41010])
    for later in (2, 4):
        carry_cards("wecom", now=NOW + later * MINUTE)
    assert Card.objects.get(state="parked").last_error.startswith("41010")


def test_one_chooses_what_comes_there_and_quiet_hours_hold_except_for_what_is_urgent(wecom, lin):
    wecom.bind(lin, "lin", now=NOW)
    mine = actor_for(lin, now=NOW)
    with pytest.raises(NotAllowed):
        wish_for_cards(lin, wanted="none", by=actor_for(somebody(2), now=NOW), now=NOW)
    wish_for_cards(lin, wanted="all", quiet_from=time(22), quiet_until=time(8), by=mine, now=NOW)
    tell(lin, now=NIGHT, label="A-1")
    tell(lin, now=NIGHT, label="A-2", is_urgent=True)
    assert carry_cards("wecom", now=NIGHT) == 1
    assert "A-2" in wecom.sent()[0]["description"]
    assert carry_cards("wecom", now=NIGHT + timedelta(hours=8)) == 0
    assert carry_cards("wecom", now=NIGHT + timedelta(hours=9)) == 1
    wish_for_cards(lin, wanted="urgent", by=mine, now=NOW)
    tell(lin, now=NIGHT)
    wish_for_cards(lin, wanted="none", by=mine, now=NOW)
    tell(lin, now=NIGHT, is_urgent=True)
    assert not Card.objects.filter(state="queued").exists()


def test_what_was_read_in_the_desk_meanwhile_is_not_told_again(wecom, lin):
    wecom.bind(lin, "lin", now=NOW)
    tell(lin)
    read_all_notices(lin, by=actor_for(lin, now=NOW), now=NOW)
    other = somebody(2)
    wecom.bind(other, "other", now=NOW)
    tell(other)
    unbind_identity(other, provider="wecom", by=SYSTEM, now=NOW)
    assert carry_cards("wecom", now=NOW) == 0
    assert wecom.asked("/cgi-bin/message/send") == 0 or not wecom.sent()


def test_one_person_is_not_sent_more_than_the_platform_lets_through(wecom, lin):
    wecom.bind(lin, "lin", now=NOW)
    for number in range(25):
        tell(lin, label=f"A-{number}", is_urgent=True)
    assert carry_cards("wecom", now=NOW) == 20
    assert carry_cards("wecom", now=NOW + MINUTE + SECOND) == 5


def test_the_key_is_fetched_once_and_anew_when_the_platform_refuses_it(feishu, lin):
    feishu.bind(lin, "ou_lin", now=NOW)
    path = "/open-apis/auth/v3/tenant_access_token/internal"
    before = feishu.asked(path)
    for label in ("A-1", "A-2"):
        tell(lin, label=label)
        assert carry_cards("feishu", now=NOW) == 1
    assert feishu.asked(path) == before + 1
    feishu.say(spoil=True)
    tell(lin, label="A-3")
    assert carry_cards("feishu", now=NOW) == 1
    assert feishu.asked(path) == before + 2
    assert OutsideToken.objects.count() == 1


def test_acts_that_tell_somebody_do_not_wait_for_each_other(wecom, lin):
    """A queueing lock in the act's transaction would hold up every other act until it commits."""
    wecom.bind(lin, "lin", now=NOW)
    for label in ("A-1", "A-2"):
        tell(lin, label=label)
    jobs = ProcrastinateJob.objects.filter(task_name=JOB)
    assert list(jobs.values_list("queueing_lock", flat=True)) == [None, None]


def test_where_no_platform_is_configured_nothing_is_asked_for(lin):
    with CaptureQueriesContext(connection) as asked:
        notify(lin, "case.assigned", now=NOW)
    assert not [one for one in asked if "outsideidentity" in one["sql"] or "platforms_" in one["sql"]]
