"""CAS-13: the pack of the monthly case meeting says what the figures say, stays once given out, and is sent once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from alongside.domain.cases import permissions as may
from alongside.domain.cases.actions import closing
from alongside.domain.cases.actions.daily import draw_spot_checks, record_spot_check
from alongside.domain.cases.actions.group.gathering import gather_under
from alongside.domain.cases.actions.losses import enter_loss
from alongside.domain.cases.actions.major import declare_major
from alongside.domain.cases.actions.meeting import (
    decide_at_meeting,
    give_out_pack,
    send_pack,
    write_meeting,
)
from alongside.domain.cases.hooks import Paper, pack_as_paper
from alongside.domain.cases.jobs import give_out_one_pack
from alongside.domain.cases.models import CaseMeeting
from alongside.domain.cases.queries.figures import month_figures
from alongside.domain.cases.queries.findings import loss_totals
from alongside.domain.cases.queries.meeting.meetings import (
    decisions_of,
    first_working_moment,
    meeting_of,
    packs_due,
    packs_to_send,
)
from alongside.domain.cases.queries.meeting.reading import pack_given_out, pack_now
from alongside.domain.cases.reactions.erasing import erase_cases
from alongside.domain.cases.tests.house import NOON, House, build_house
from alongside.domain.conversations.models import Delivery
from alongside.domain.organisation.models import Calendar, Role
from alongside.domain.privacy.hooks import Erasing
from alongside.domain.privacy.rules.redacting import PersonalValues, Redactor
from alongside.domain.work.actions import accept_task, finish_task
from alongside.domain.work.permissions import ASK_DEPARTMENT
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry, StoredFile
from alongside.kernel.refusals import Conflict, NotAllowed, Refused

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
FEBRUARY = date(2026, 2, 10)
APRIL = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)  # Wednesday, nine in the morning in Shanghai
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def house() -> House:
    house = build_house()
    reads = [may.SEE_CASE_MEETINGS.code]
    leads = [*reads, may.LEAD_CASE_MEETING.code, ASK_DEPARTMENT.code, may.SEE_FIGURES.code]
    for code, more in (("project_manager", leads), ("city_manager", leads), ("supervisor", reads)):
        role = Role.objects.get(code=code)
        role.permissions = [*role.permissions, *more]
        role.save()
    return house


@pytest.fixture
def papers(monkeypatch) -> list[tuple[int, str]]:
    """Answers the hook with the smallest PDF; holds what it was asked."""
    asked: list[tuple[int, str]] = []
    monkeypatch.setattr(pack_as_paper, "_answerers", [])

    @pack_as_paper.fill
    def on_paper(meeting_id, language):
        asked.append((meeting_id, language))
        return Paper(PDF, "pack.pdf", "https://example.com/pack")

    return asked


def now_of(house, node="GLT", month=MARCH, now=APRIL, viewer=None):
    return pack_now(house.nodes[node], month, viewer=viewer or house.tang, now=now)


def given(house, node="GLT", month=MARCH, **but):
    return give_out_pack(house.nodes[node], month=month, **{"by": SYSTEM, "now": APRIL, **but})


# --- what it tells ------------------------------------------------------------------------------------------


def test_it_says_what_the_figures_say(house):
    """CAS-13, CAS-14: against the month before and the same month of last year."""
    for at in (NOON, NOON + timedelta(days=1), NOON - timedelta(days=30), NOON - timedelta(days=365)):
        house.case(now=at)
    house.case(kind="enquiry")
    pack = now_of(house)
    assert pack.all.this == month_figures(house.nodes["GLT"], MARCH, viewer=house.tang, now=APRIL)
    trio = pack.complaints
    assert [one.total.count for one in (trio.this, trio.before, trio.year)] == [2, 1, 1]
    assert pack.all.this.total.count == 3
    assert (pack.trend[0], pack.trend[-2:]) == ((date(2025, 3, 1), 1), [(date(2026, 2, 1), 1), (MARCH, 3)])


def test_it_names_what_the_month_left_and_brought(house):
    """CAS-9, CAS-10, CAS-12: the longest open, the major, losses to the cent, spot checks that found trouble."""
    old = house.case(now=NOON - timedelta(days=40))
    big = house.case()
    gather_under(big, [old], by=house.lin, now=NOON)
    declare_major(big, criteria=["injury"], lead=house.people["xu"], by=house.xu, now=NOON)
    enter_loss(
        old,
        kind="expense",
        amount=Decimal("680.05"),
        on=date(2026, 3, 9),
        words="材料",
        by=house.tang,
        now=NOON,
    )
    enter_loss(
        old,
        kind="lawyer",
        amount=Decimal("9999.99"),
        on=date(2026, 3, 9),
        words="律师",
        by=house.lin,
        now=NOON,
    )
    (check,) = draw_spot_checks(house.nodes["GLT"], on=NOON.date(), count=1, by=house.gao, now=NOON, seed=1)
    record_spot_check(check, result="not_solved", words="还在漏", by=house.gao, now=NOON)
    pack = now_of(house)
    assert [line.case for line in pack.longest] == [old, big]
    assert pack.longest[0].age == APRIL - old.opened_at
    assert [(line.case, line.following, line.still_open) for line in pack.groups] == [(big, 1, 1)]
    assert [(line.case, line.major.criteria) for line in pack.majors] == [(big, ["injury"])]
    assert [one.amount for one in pack.losses] == [Decimal("680.05")]
    assert (pack.waiting_count, pack.waiting_amount) == (1, Decimal("9999.99"))
    totals = loss_totals(house.tang, house.nodes["GLT"], since=MARCH, until=date(2026, 3, 31))
    assert pack.all.this.losses.total.amount == totals.total == Decimal("680.05")
    assert [one.words for one in pack.checks] == ["还在漏"]
    assert (pack.checks_drawn, pack.checks_called) == (1, 1)
    assert big.customer_id in pack.customer_ids


def test_the_next_pack_says_what_became_of_the_decisions(house):
    """CAS-13: a decision is a task between departments."""
    node = house.nodes["GLT"]
    department = house.people["gao"].appointments.get().department
    task = decide_at_meeting(
        node, month=FEBRUARY, department=department, title="闭水检查列入交付前清单", words="", due_at=APRIL,
        by=house.tang, now=NOON,
    )  # fmt: skip
    assert decisions_of(meeting_of(node, FEBRUARY)) == [task]
    meeting = given(house)
    house.now = APRIL
    finish_task(
        accept_task(task, by=house.gao, now=APRIL), words="已列入，四月起执行", by=house.gao, now=APRIL
    )
    (then,) = pack_given_out(meeting, viewer=house.tang).decisions
    (today,) = now_of(house).decisions
    assert (then.state, then.said) == ("asked", "")
    assert (today.state, today.said) == ("done", "已列入，四月起执行")


def test_a_decision_needs_who_leads_the_meeting(house):
    """ORG-3"""
    department = house.people["gao"].appointments.get().department
    with pytest.raises(NotAllowed):
        decide_at_meeting(
            house.nodes["GLT"], month=MARCH, department=department, title="x", words="", due_at=APRIL,
            by=house.xu, now=NOON,
        )  # fmt: skip


# --- once given out -----------------------------------------------------------------------------------------


def test_what_was_given_out_stays_while_the_live_pack_goes_on(house):
    """CAS-13"""
    case = house.case()
    meeting = given(house)
    before = pack_given_out(meeting, viewer=house.tang)
    closing.reject_case(case, words="属于市政管网", by=house.lin, now=APRIL)
    house.case(now=NOON + timedelta(hours=1))
    after, live = pack_given_out(given(house), viewer=house.tang), now_of(house)
    assert after.all == before.all
    assert (after.all.this.total.count, after.open_count) == (1, 1)
    assert (live.all.this.total.count, live.open_count) == (2, 1)
    assert after.given_out_at == APRIL


def test_the_database_refuses_to_change_it(house):
    """CAS-13"""
    meeting = given(house)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseMeeting.objects.filter(pk=meeting.pk).update(pack={})
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseMeeting.objects.create(node=house.nodes["GLT"], month=MARCH)


def test_a_month_that_is_not_over_has_no_pack_to_give_out(house):
    """CAS-13: its end is the node's."""
    over = datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    with pytest.raises(Refused):
        given(house, now=over - timedelta(seconds=1))
    assert given(house, now=over).given_out_at == over


@pytest.mark.parametrize(
    ("who", "reads", "leads"), [("tang", True, True), ("xu", True, False), ("song", False, False)]
)
def test_reading_and_leading_are_two_permissions(house, who, reads, leads):
    """ORG-3"""
    viewer = getattr(house, who)
    meeting = given(house)
    assert CaseMeeting.objects.visible_to(viewer).exists() is reads
    if not reads:
        with pytest.raises(NotAllowed):
            pack_given_out(meeting, viewer=viewer)
        with pytest.raises(NotAllowed):
            now_of(house, viewer=viewer)
    if not leads:
        with pytest.raises(NotAllowed):
            given(house, by=viewer)
        with pytest.raises(NotAllowed):
            write_meeting(house.nodes["GLT"], month=MARCH, words="x", held_on=None, by=viewer, now=APRIL)


def test_the_chairs_words_are_kept_and_overwritten_by_nobody_unseen(house):
    """CAS-13, CAS-16: facts hold no words."""
    node = house.nodes["GLT"]
    said = {"month": MARCH, "held_on": date(2026, 4, 8), "by": house.tang, "now": APRIL}
    first = write_meeting(node, words="渗漏是重点", **said)
    write_meeting(node, words="渗漏仍是重点", seen=first.version, **said)
    with pytest.raises(Conflict):
        write_meeting(node, words="另一稿", seen=first.version, **said)
    assert meeting_of(node, MARCH).words == "渗漏仍是重点"
    assert "渗漏" not in str(
        list(JournalEntry.objects.filter(about_kind="casemeeting").values_list("facts", flat=True))
    )
    with pytest.raises(Refused):
        write_meeting(node, words="x", **{**said, "held_on": date(2026, 2, 8)})
    with pytest.raises(Refused):
        write_meeting(node, words="x", **{**said, "month": date(2026, 5, 1)})


# --- sending ------------------------------------------------------------------------------------------------


def due(now):
    return [(node.code, month) for node, month in packs_due(now)]


def test_it_is_due_from_eight_on_the_first_working_day(house):
    """CAS-13, ORG-7: each node's own calendar; nodes without management are left out."""
    eight = first_working_moment(house.nodes["GLT"], APRIL.date())
    assert eight == datetime(2026, 4, 1, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert due(eight - timedelta(minutes=1)) == []
    assert due(eight) == [("HZ", MARCH), ("GLT", MARCH)]
    given(house)
    assert due(eight + timedelta(days=20)) == [("HZ", MARCH)]
    assert [one[0].code for one in packs_to_send(eight + timedelta(days=20))] == ["GLT"]


def test_the_first_working_day_is_the_calendars(house):
    """ORG-7: the first of May is a holiday; in 2026 work begins on the sixth."""
    node = house.nodes["GLT"]
    week = {str(day): [["09:00", "18:00"]] for day in range(5)}
    node.calendar = Calendar.objects.create(code="office", week=week, has_national_holidays=True)
    node.save()
    assert first_working_moment(node, date(2026, 5, 20)).date() == date(2026, 5, 6)
    assert first_working_moment(node, date(2026, 11, 20)).date() == date(2026, 11, 2)


def test_it_goes_to_the_management_once_with_the_sealed_paper(house, papers):
    """CAS-13: killed and run again it is made and sent no second time."""
    house.case()
    meeting = given(house)
    assert send_pack(meeting, by=SYSTEM, now=APRIL) == 1
    assert send_pack(meeting, by=SYSTEM, now=APRIL) == 0
    mail = Delivery.objects.get()
    assert mail.staff == house.people["tang"]
    assert "https://example.com/pack" in mail.body_text
    assert "漏水" not in mail.body_text
    stored = StoredFile.objects.get()
    assert mail.attachments == [str(stored.pk)]
    assert (stored.about_kind, stored.is_sealed) == ("casemeeting", True)
    assert papers == [(meeting.pk, "zh-hans")]


def test_a_job_cut_off_between_giving_out_and_sending_is_carried_on(house, papers):
    """CAS-13"""
    long_ago = datetime(2025, 2, 5, tzinfo=UTC)
    meeting = given(house, month=date(2025, 1, 1), now=long_ago)
    for _each in range(3):
        give_out_one_pack(node_id=meeting.node_id, month="2025-01-01")
    assert Delivery.objects.count() == StoredFile.objects.count() == 1
    assert CaseMeeting.objects.get().given_out_at == long_ago
    assert packs_to_send(APRIL) == []


def test_the_paper_goes_when_somebody_on_it_is_erased_and_the_figures_stay(house, papers):
    """INF-4: the pack itself names nobody."""
    case, other = house.case(now=NOON), house.case("YQF", by="wei", now=NOON)
    for node in ("GLT", "YQF"):
        send_pack(given(house, node), by=SYSTEM, now=APRIL)
    redact = Redactor(PersonalValues(names=[case.customer.name], phones=[], others=[]))
    erase_cases(Erasing([case.customer_id], redact, APRIL))
    assert [one.node_id for one in StoredFile.objects.all()] == [other.node_id]
    assert pack_given_out(CaseMeeting.objects.get(node=case.node), viewer=SYSTEM).open_count == 1
