"""Planning is a function of the facts (JRN-3): whatever the order in which they come, no step is lost or doubled."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alongside.domain.journeys.rules import (
    DELIVERY,
    HAPPENINGS,
    Closing,
    Happened,
    Key,
    Planned,
    Standing,
    compare,
    plan,
    read,
    span,
    where,
)
from alongside.domain.journeys.rules.spans import months_after
from alongside.kernel.calendar import WorkingCalendar

ZONE = ZoneInfo("Asia/Shanghai")
PACKS = sorted(Path("packs/standard/journeys").glob("*.toml"))
PLANS = [read(tomllib.loads(one.read_text(encoding="utf-8"))["journey"]) for one in PACKS]
OFFICE = WorkingCalendar(
    zone=ZONE,
    week={day: ((datetime(2026, 1, 1, 9).time(), datetime(2026, 1, 1, 18).time()),) for day in range(5)},
    holidays=True,
)
START = datetime(2026, 1, 5, 2, tzinfo=UTC)

moments = st.integers(0, 1500).map(lambda hours: START + timedelta(hours=hours))
codes = st.sampled_from([code for code in HAPPENINGS if code != DELIVERY.code])


class Walk(RuleBasedStateMachine):
    """A journey followed fact by fact, as the actions do: after each the steps are brought to what is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.rules = PLANS[0]
        self.happened: dict[tuple[str, int], datetime] = {}
        self.delivery: date | None = None
        self.closed: dict[Key, Closing] = {}
        self.standing: dict[Key, Standing] = {}
        self.made: list[Key] = []

    def facts(self) -> list[Happened]:
        found = [Happened(event, at, occurrence) for (event, occurrence), at in self.happened.items()]
        if self.delivery:
            midnight = datetime.combine(self.delivery, datetime.min.time(), ZONE).astimezone(UTC)
            found.append(Happened(DELIVERY.code, midnight))
        return found

    def wanted(self) -> dict[Key, Planned]:
        return plan(self.rules, self.facts(), self.closed, OFFICE, START)

    def follow(self) -> None:
        changes = compare(self.standing, self.wanted())
        for key, planned in changes.added.items():
            assert key not in self.made, "made twice"
            self.made.append(key)
            self.standing[key] = Standing(planned, False, False)
        for key, planned in (changes.moved | changes.revived).items():
            self.standing[key] = Standing(planned, False, False)
        for key in changes.withdrawn:
            self.standing[key] = self.standing[key]._replace(is_withdrawn=True)

    @rule(event=codes, at=moments)
    def happens(self, event: str, at: datetime) -> None:
        times = [occurrence for code, occurrence in self.happened if code == event]
        if not times or HAPPENINGS[event].repeats:
            self.happened[event, max(times, default=0) + 1] = at
            self.follow()

    @rule(data=st.data())
    def was_a_mistake(self, data: st.DataObject) -> None:
        if self.happened:
            del self.happened[data.draw(st.sampled_from(sorted(self.happened)))]
            self.follow()

    @rule(days=st.integers(0, 1200))
    def delivery_moves(self, days: int) -> None:
        self.delivery = date(2026, 6, 30) + timedelta(days=days)
        self.follow()

    @rule()
    def delivery_is_open_again(self) -> None:
        self.delivery = None
        self.follow()

    @rule(data=st.data(), at=moments, agreed=st.none() | moments)
    def step_is_closed(self, data: st.DataObject, at: datetime, agreed: datetime | None) -> None:
        open_ones = sorted(
            key for key, there in self.standing.items() if not there.is_closed and not there.is_withdrawn
        )
        if open_ones:
            key = data.draw(st.sampled_from(open_ones))
            self.closed[key] = Closing(at, agreed)
            self.standing[key] = self.standing[key]._replace(is_closed=True)
            self.follow()

    @rule(which=st.integers(0, len(PLANS) - 1))
    def version_changes(self, which: int) -> None:
        self.rules = PLANS[which]
        self.follow()

    @invariant()
    def replaying_gives_the_same(self) -> None:
        """From nothing but the facts: the same open steps, due at the same time; what was closed is closed still."""
        open_ones = {
            key: there.planned
            for key, there in self.standing.items()
            if not there.is_closed and not there.is_withdrawn
        }
        assert open_ones == self.wanted()
        assert {key for key, there in self.standing.items() if there.is_closed} == set(self.closed)
        assert not compare(self.standing, self.wanted())


Walk.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
test_a_walk_followed_fact_by_fact_is_as_if_planned_from_nothing = pytest.mark.filterwarnings("default")(
    Walk.TestCase
)


@given(
    st.permutations(
        [Happened("visited", START, n) for n in (1, 2, 3)]
        + [Happened("signed", START), Happened("handed_over", START)]
    )
)
@settings(max_examples=20, deadline=None)
def test_the_order_in_which_facts_are_told_does_not_matter(facts: list[Happened]) -> None:
    """JRN-3: a late entry plans as an early one does."""
    assert plan(PLANS[-1], facts, {}, OFFICE, START) == plan(PLANS[-1], sorted(facts), {}, OFFICE, START)


def test_the_first_contact_is_due_24_hours_after_signing() -> None:
    """JRN-4"""
    for rules in PLANS:
        steps = plan(rules, [Happened("signed", START)], {}, OFFICE, START)
        first = next(key for key in steps if key.code in ("first_contact", "welcome_call"))
        assert steps[first].due_at == START + timedelta(hours=24)


def test_a_follow_up_comes_again_within_7_days_until_the_home_is_handed_over() -> None:
    """JRN-4: the next one is reckoned from when the last was done, or is when the customer wished it."""
    rules = PLANS[-1]
    signed = Happened("signed", START)
    key = Key("waiting_follow_up")
    assert plan(rules, [signed], {}, OFFICE, START)[key].opens_at == datetime(2026, 1, 8, 10, tzinfo=UTC)
    done = START + timedelta(days=5)
    again = Key("waiting_follow_up", turn=2)
    steps = plan(rules, [signed], {key: Closing(done)}, OFFICE, START)
    assert key not in steps
    assert (steps[again].due_at - done).days in (6, 7)
    wished = START + timedelta(days=9)
    assert plan(rules, [signed], {key: Closing(done, wished)}, OFFICE, START)[again].due_at == wished
    handed = [signed, Happened("handed_over", done)]
    assert not {
        one
        for one in plan(rules, handed, {key: Closing(done)}, OFFICE, START)
        if one.code == "waiting_follow_up"
    }


def test_each_reception_has_its_own_follow_up() -> None:
    """JRN-4: complete the first time, followed up a second, revisited a third."""
    rules = PLANS[-1]
    visits = [Happened("visited", START + timedelta(days=n), n) for n in (1, 2, 3)]
    found = {key.code: key.occurrence for key in plan(rules, visits, {}, OFFICE, START)}
    assert found["first_reception"] == 1
    assert found["second_follow_up"] == 2
    assert found["third_revisit"] == 3


def test_a_postponed_delivery_moves_all_that_hangs_on_it_and_nothing_else() -> None:
    """JRN-3"""
    rules = PLANS[-1]
    signed = Happened("signed", START)

    def planned(day: date) -> dict[Key, Planned]:
        at = datetime.combine(day, datetime.min.time(), ZONE).astimezone(UTC)
        return plan(rules, [signed, Happened(DELIVERY.code, at)], {}, OFFICE, START)

    before, after = planned(date(2026, 6, 30)), planned(date(2026, 9, 30))
    assert before.keys() == after.keys()
    hanging = {one.code for one in rules.steps if one.after == DELIVERY.code}
    for key in before:
        assert (before[key] != after[key]) == (key.code in hanging)


def test_what_lies_before_the_journey_is_not_asked_for_again() -> None:
    """JRN-3: a second owner of an old home, or one who was imported, begins where the home stands."""
    signed = START - timedelta(days=900)
    facts = [Happened("signed", signed), Happened("handed_over", signed + timedelta(days=300))]
    steps = plan(PLANS[-1], facts, {}, OFFICE, START)
    assert "first_contact" not in {key.code for key in steps}
    assert steps[Key("keep_contact")].due_at > START
    assert all(planned.due_at >= START - timedelta(days=30) for planned in steps.values())


def test_a_finished_home_signed_long_before_the_journey_has_nothing_overdue() -> None:
    """JRN-3: taken in by a table two years later, its notice of handover isn't two years late."""
    signed = START - timedelta(days=600)
    facts = [Happened("signed", signed), Happened(DELIVERY.code, signed - timedelta(days=30))]
    steps = plan(PLANS[-1], facts, {}, OFFICE, START)
    assert steps
    assert all(planned.due_at >= START - timedelta(days=30) for planned in steps.values())


def test_what_could_not_be_known_in_time_is_due_the_next_day() -> None:
    """JRN-3: a finished home that is signed today needs its notice of handover tomorrow, not two years ago."""
    facts = [Happened("signed", START), Happened(DELIVERY.code, START - timedelta(days=600))]
    steps = plan(PLANS[-1], facts, {}, OFFICE, START)
    assert steps[Key("handover_notice")].due_at == datetime(2026, 1, 6, 10, tzinfo=UTC)


def test_the_stage_is_the_furthest_that_has_begun() -> None:
    """JRN-2: also those that begin by time alone, which is said ahead."""
    rules = PLANS[-1]
    assert where(rules, [], OFFICE, START).stage == "first_hand"
    signed = [Happened("visited", START), Happened("signed", START)]
    assert where(rules, signed, OFFICE, START).stage == "close_contact"
    handed = [*signed, Happened("handed_over", START)]
    assert where(rules, handed, OFFICE, START).next_at is not None
    assert where(rules, handed, OFFICE, START + timedelta(days=93)).stage == "asking_after"
    assert where(rules, handed, OFFICE, START + timedelta(days=400)).stage == "standing_by"
    assert where(rules, handed, OFFICE, START + timedelta(days=1600)) == ("four_years", None)


def test_a_home_long_finished_is_not_welcomed_before_it_is_signed() -> None:
    """JRN-2: whoever only visits is at the beginning, though the building was promised long ago."""
    facts = [Happened("visited", START), Happened(DELIVERY.code, START - timedelta(days=900))]
    assert where(PLANS[-1], facts, OFFICE, START).stage == "first_hand"


@given(st.dates(date(2000, 1, 1), date(2080, 1, 1)), st.integers(-240, 240))
def test_months_there_and_back_never_leave_the_month(day: date, many: int) -> None:
    """JRN-2: the 31st of January and a month is the end of February."""
    there = months_after(day, many)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == many
    assert there.day <= day.day
    assert abs((months_after(there, -many) - day).days) <= 3


@pytest.mark.parametrize("written", ["", "3", "h3", "3y", "99999d", "--3d", "3.5d", "٣d"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=".*"):
        span(written)


def test_working_days_pass_over_holidays_and_count_make_up_days() -> None:
    """ORG-7: from the Friday before the National Day of 2026 five working days lead far into October."""
    friday = datetime(2026, 9, 25, 2, tzinfo=UTC)
    due = span("5w").after(friday, OFFICE)
    days = [date(2026, 9, 25) + timedelta(days=n) for n in range(1, 30)]
    open_days = [day for day in days if OFFICE.day_spans(day)]
    assert due == datetime.combine(open_days[4], OFFICE.day_spans(open_days[4])[-1][1], ZONE).astimezone(UTC)
