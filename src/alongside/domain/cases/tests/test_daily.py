"""CAS-12: the complaint daily carries open ones forward, is sent each morning, and cases are drawn from it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.domain.cases.actions import closing, handling, resolving
from alongside.domain.cases.actions.daily import (
    draw_spot_checks,
    drawn_by_lot,
    make_daily,
    record_spot_check,
    send_daily,
)
from alongside.domain.cases.hooks import Paper, daily_as_paper
from alongside.domain.cases.jobs import send_dailies, send_one_daily
from alongside.domain.cases.models import ComplaintDaily, SpotCheck
from alongside.domain.cases.queries.daily import dailies_due, daily_of
from alongside.domain.cases.tests.house import NOON, House, build_house
from alongside.domain.conversations.models import Delivery
from alongside.domain.customers.models import CustomerActor
from alongside.domain.work.models import Notice
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import StoredFile
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 3, 10)  # the day of NOON
EIGHT = datetime(2026, 3, 11, 0, 0, tzinfo=UTC)  # Wednesday, eight in the morning in Shanghai


@pytest.fixture
def house() -> House:
    return build_house()


def made(house, on=TUESDAY, node="GLT", **but):
    fields = {"by": SYSTEM, "now": EIGHT + (on - TUESDAY), **but}
    return make_daily(house.nodes[node], on=on, **fields)


# --- what it says -------------------------------------------------------------------------------------------


def test_it_holds_the_customers_own_words_our_answer_and_who_follows(house):
    """CAS-12"""
    case = house.case(by="qin", words="楼上漏水，灯都灭了！", owner=house.people["lin"])
    case = handling.acknowledge_case(case, by=house.lin, now=NOON)
    case = handling.start_investigation(case, by=house.lin, now=NOON)
    answered_at = NOON + timedelta(minutes=9)
    handling.propose_solution(case, words="今晚先堵漏", by=house.lin, now=answered_at)
    made(house)
    (line,) = daily_of(house.nodes["GLT"], TUESDAY, house.tang).new
    assert line.own_words == "楼上漏水，灯都灭了！"
    assert (line.received_at, line.owner_name) == (NOON, "Lin")
    assert (line.answer.words, line.answer.at, line.answer.by_name) == ("今晚先堵漏", answered_at, "Lin")


def test_what_we_said_after_it_was_made_is_not_in_it(house):
    """CAS-12: it stays as it was sent."""
    case = house.case()
    made(house)
    closing.reject_case(case, words="属于市政管网", by=house.lin, now=EIGHT + timedelta(hours=1))
    assert daily_of(house.nodes["GLT"], TUESDAY, house.tang).new[0].answer is None


def test_open_ones_are_carried_forward_until_they_are_closed(house):
    """CAS-12"""
    case, days = house.case(), [TUESDAY + timedelta(days=n) for n in range(4)]
    house.now = NOON + timedelta(days=2)
    case = house.resolved(case)
    resolving.confirm_case(case, by=CustomerActor(case.customer), now=house.now)
    seen = []
    for on in days:
        made(house, on)
        daily = daily_of(house.nodes["GLT"], on, house.tang)
        seen.append((len(daily.new), len(daily.carried), len(daily.closed)))
    assert seen == [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)]


def test_a_day_made_late_is_as_it_would_have_been_in_time(house):
    """CAS-12: what was closed meanwhile was open at the end of that day."""
    case = house.case()
    house.now = NOON + timedelta(days=3)
    case = house.resolved(case)
    resolving.confirm_case(case, by=CustomerActor(case.customer), now=house.now)
    daily = made(house, TUESDAY + timedelta(days=1), now=EIGHT + timedelta(days=9))
    assert (daily.new_ids, daily.carried_ids, daily.closed_ids) == ([], [case.pk], [])


def test_other_kinds_and_other_places_are_not_in_it(house):
    """CAS-12, ORG-3"""
    house.case(kind="enquiry")
    house.case("YQF")
    mine = house.case()
    assert made(house).new_ids == [mine.pk]
    assert len(made(house, node="HZ").new_ids) == 2


def test_it_is_made_once_and_only_when_the_day_is_over(house):
    """CAS-12"""
    with pytest.raises(Refused):
        made(house, now=NOON)
    first = made(house)
    house.case(now=NOON + timedelta(minutes=1))
    assert made(house) == first
    assert ComplaintDaily.objects.get().new_ids == []


def test_only_who_may_read_it_reads_it(house):
    """ORG-3"""
    house.case()
    made(house)
    for viewer, node in ((house.lin, "GLT"), (house.song, "GLT"), (house.tang, "YQF")):
        with pytest.raises(NotAllowed):
            daily_of(house.nodes[node], TUESDAY, viewer)
    assert not ComplaintDaily.objects.visible_to(house.song).exists()
    assert ComplaintDaily.objects.visible_to(house.tang).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_reading_it_costs_the_same_however_long_it_is(house, count, django_assert_num_queries):
    """CAS-16"""
    for _each in range(count):
        house.case()
    made(house)
    viewer = house.tang
    with django_assert_num_queries(5):
        daily = daily_of(house.nodes["GLT"], TUESDAY, viewer)
        assert [line.case.customer.name for line in daily.new] == ["周敏"] * count


# --- sending ------------------------------------------------------------------------------------------------


def due(now):
    return [(node.code, on) for node, on in dailies_due(now)]


def test_it_is_due_at_eight_in_the_morning_where_there_is_management(house):
    """CAS-12"""
    assert due(EIGHT - timedelta(minutes=1)) == []
    assert due(EIGHT) == [("HZ", TUESDAY), ("GLT", TUESDAY)]


def test_days_missed_by_a_silent_worker_follow(house):
    """CAS-12"""
    send_daily(house.nodes["GLT"], on=TUESDAY, by=SYSTEM, now=EIGHT)
    later = EIGHT + timedelta(days=2, hours=3)
    missed = [TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2)]
    assert [on for code, on in due(later) if code == "GLT"] == missed
    assert due(EIGHT + timedelta(minutes=1)) == [("HZ", TUESDAY)]


def test_it_goes_to_the_management_of_the_node_once_with_the_paper(house, monkeypatch):
    """CAS-12"""
    monkeypatch.setattr(daily_as_paper, "_answerers", [])
    asked = []

    @daily_as_paper.fill
    def on_paper(node_id, on, language):
        asked.append((node_id, on, language))
        return Paper(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "daily.pdf", "https://example.com/daily")

    house.case()
    node = house.nodes["GLT"]
    assert send_daily(node, on=TUESDAY, by=SYSTEM, now=EIGHT) == 1
    assert send_daily(node, on=TUESDAY, by=SYSTEM, now=EIGHT) == 0
    mail = Delivery.objects.get()
    assert mail.staff == house.people["tang"]
    assert "https://example.com/daily" in mail.body_text
    assert "漏水" not in mail.body_text  # the customers' words are in the paper only
    assert asked == [(node.pk, TUESDAY, "zh-hans")]
    stored = StoredFile.objects.get()
    assert mail.attachments == [str(stored.pk)]
    assert (stored.about_kind, stored.content_type) == ("complaintdaily", "application/pdf")


def test_the_round_gives_each_daily_a_job_of_its_own_and_none_twice(house):
    """CAS-12"""
    days_ago = datetime.now(UTC).date() - timedelta(days=3)
    for (
        node
    ) in house.nodes.values():  # so that something is due at any hour: the first one is sent from eight on
        send_daily(node, on=days_ago, by=SYSTEM, now=datetime.now(UTC))
    ProcrastinateJob.objects.all().delete()
    send_dailies()
    send_dailies()
    waiting = list(ProcrastinateJob.objects.filter(task_name=send_one_daily.name))
    assert len(waiting) == len(dailies_due(datetime.now(UTC)))
    for one in waiting:
        send_one_daily(**one.args)
    assert dailies_due(datetime.now(UTC)) == []
    assert {mail.staff.username for mail in Delivery.objects.all()} == {"tang", "wei"}


# --- spot checks --------------------------------------------------------------------------------------------


def drawn(house, count=2, **but):
    fields = {"on": TUESDAY, "count": count, "by": house.xu, "now": EIGHT, "seed": 7, **but}
    return draw_spot_checks(house.nodes["GLT"], **fields)


def test_the_same_seed_draws_the_same_cases(house):
    """CAS-12"""
    for _each in range(6):
        house.case()
    made(house)
    first = drawn(house)
    assert len(first) == 2
    assert drawn(house) == first
    assert {check.seed for check in first} == {7}
    everyone = {tuple(drawn_by_lot(range(6), count=2, seed=seed)) for seed in range(50)}
    assert len(everyone) > 5
    assert drawn_by_lot(list(range(6))[::-1], count=2, seed=7) == drawn_by_lot(range(6), count=2, seed=7)


def test_ones_own_cases_are_not_drawn(house):
    """CAS-12"""
    house.case(by="xu")
    house.case(by="qin", owner=house.people["xu"])
    with pytest.raises(Refused):
        drawn(house)
    other = house.case()
    assert [check.case for check in drawn(house, 20)] == [other]


@pytest.mark.parametrize("who", ["lin", "song"])
def test_drawing_needs_the_permission_here(house, who):
    """ORG-3"""
    house.case()
    with pytest.raises(NotAllowed):
        drawn(house, by=getattr(house, who))


@pytest.mark.parametrize("count", [0, 21])
def test_an_absurd_count_is_refused(house, count):
    house.case()
    with pytest.raises(Refused):
        drawn(house, count)


def test_a_bad_result_is_told_at_once_and_shows_in_the_daily(house):
    """CAS-12"""
    case = house.case(by="qin", owner=house.people["lin"])
    made(house)
    (check,) = drawn(house, 1)
    with pytest.raises(Refused):
        record_spot_check(check, result="not_solved", by=house.xu, now=EIGHT)
    record_spot_check(check, result="not_solved", words="昨晚又漏了", by=house.xu, now=EIGHT)
    told = Notice.objects.filter(about_id=case.pk, kind="case.spot_check_recorded")
    assert {notice.staff.username for notice in told} == {"lin", "tang"}
    (shown,) = daily_of(house.nodes["GLT"], TUESDAY, house.tang).spot_checks
    assert (shown.result, shown.words, shown.called_at) == ("not_solved", "昨晚又漏了", EIGHT)


def test_a_good_result_alarms_nobody_and_stays(house):
    """CAS-12"""
    house.case()
    (check,) = drawn(house, 1)
    record_spot_check(check, result="not_reached", by=house.xu, now=EIGHT)
    record_spot_check(check, result="satisfied", by=house.xu, now=EIGHT)
    assert not Notice.objects.filter(kind="case.spot_check_recorded").exists()
    with pytest.raises(Refused):
        record_spot_check(check, result="not_solved", words="x", by=house.xu, now=EIGHT)


def test_who_drew_it_records_it(house):
    """CAS-12"""
    house.case()
    (check,) = drawn(house, 1)
    with pytest.raises(NotAllowed):
        record_spot_check(check, result="satisfied", by=house.qin, now=EIGHT)
    assert SpotCheck.objects.get().result == ""
