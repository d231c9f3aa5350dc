"""A delivery that moves takes every plan with it, and each buyer hears of it once (JRN-3, JRN-9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from alongside.domain.conversations.models import Delivery
from alongside.domain.customers.samples import a_customer
from alongside.domain.estates.actions import add_building, add_unit, move_delivery
from alongside.domain.journeys.actions import moving
from alongside.domain.journeys.actions.planning import replan
from alongside.domain.journeys.actions.templates import (
    copy_template,
    draft_version,
    publish_version,
    save_draft,
)
from alongside.domain.journeys.models import Journey, JourneyTemplate, ReplanRun, Step
from alongside.domain.journeys.reactions.following import follow_delivery
from alongside.domain.journeys.rules import WrongTemplate
from alongside.domain.journeys.samples import a_journey
from alongside.kernel.actor import SYSTEM
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db

BUYERS = 7
FIRST, LATER = date(2027, 6, 30), date(2027, 9, 30)


@pytest.fixture
def building(cast):
    built = add_building(cast.estate, name="21", by=SYSTEM, now=cast.now)
    move_delivery(built, on=FIRST, words="", by=SYSTEM, now=cast.now)
    return built


@pytest.fixture
def journeys(cast, building):
    """Buyers who have signed; the first has bought two homes."""
    made = []
    people = [
        a_customer(
            node=cast.project,
            now=cast.now,
            name=f"买家{n}",
            phone=f"1380000220{n}",
            email=f"b{n}@example.com",
        )
        for n in range(BUYERS)
    ]
    for place, customer in enumerate([*people, people[0]]):
        home = add_unit(
            building, number=f"{place + 1}01", entrance="1单元", status="contracted", by=SYSTEM, now=cast.now
        )
        made.append(a_journey(customer, home, now=cast.now, happened={"signed": cast.now}))
    return made


def plans() -> set[tuple]:
    return set(Step.objects.to_do().values_list("journey", "code", "occurrence", "turn", "due_at"))


def postponed(cast, building) -> ReplanRun:
    """The move, and what the reaction to it begins."""
    move_delivery(building, on=LATER, words="雨季延长，外墙验收顺延。", by=cast.supervisor, now=cast.now)
    fact = JournalEntry.objects.filter(kind="estate.delivery_moved").latest("id")
    follow_delivery(fact)
    follow_delivery(fact)
    return ReplanRun.objects.exclude(after_on=FIRST).get()


def test_every_plan_moves_and_each_buyer_is_told_once(cast, building, journeys, monkeypatch) -> None:
    """JRN-3, JRN-9: killed after any batch, called again, told twice: as if it had gone through once."""
    monkeypatch.setattr(moving, "BATCH", 3)
    before = plans()
    run = postponed(cast, building)

    class Killed(BaseException):
        pass

    def kill(_run: ReplanRun) -> None:
        raise Killed

    for _time in range(2):
        with pytest.raises(Killed):
            moving.go_through(run.pk, now=cast.now, heard=kill)
    run = moving.go_through(run.pk, now=cast.now)
    moving.go_through(run.pk, now=cast.now)
    assert (run.done, run.total, run.told, run.added, run.withdrawn) == (
        len(journeys),
        len(journeys),
        BUYERS,
        0,
        0,
    )
    after = plans()
    assert {one[:4] for one in before} == {one[:4] for one in after}
    moved = {one[1] for one in after - before}
    assert {"handover_notice", "handover_call", "guided_inspection", "open_day"} == moved
    letters = Delivery.objects.filter(once_key__startswith=f"replan:{run.pk}:")
    assert letters.count() == BUYERS == run.tellings.count()
    replan([one.pk for one in journeys], by=SYSTEM, now=cast.now)
    assert plans() == after


def test_planning_again_from_nothing_gives_the_same(cast, building, journeys) -> None:
    """JRN-3: the facts are all there is to it."""
    before = plans()
    Step.objects.all().delete()
    replan([one.pk for one in journeys], by=SYSTEM, now=cast.now)
    assert plans() == before


def test_a_batch_costs_the_same_however_many_are_in_it(
    cast, building, journeys, django_assert_max_num_queries
) -> None:
    """JRN-9: set-based."""
    Step.objects.all().delete()
    with django_assert_max_num_queries(16):
        replan([one.pk for one in journeys], by=SYSTEM, now=cast.now)


def test_moving_a_promised_day_says_why(cast, building) -> None:
    """JRN-3: the buyers read it."""
    with pytest.raises(Refused):
        move_delivery(building, on=LATER, words=" ", by=cast.supervisor, now=cast.now)
    with pytest.raises(NotAllowed):
        move_delivery(building, on=LATER, words="顺延", by=cast.stranger, now=cast.now)
    assert move_delivery(building, on=FIRST, words="", by=cast.supervisor, now=cast.now) is None


def test_what_ships_is_copied_and_a_wrong_draft_says_all_that_is_wrong(cast) -> None:
    """JRN-1"""
    shipped = JourneyTemplate.objects.get(code="six_plus_two")
    with pytest.raises(Refused):
        draft_version(shipped, by=cast.director, now=cast.now)
    with pytest.raises(NotAllowed):
        copy_template(shipped, name={"zh-hans": "我们的"}, by=cast.agent, now=cast.now)
    ours = copy_template(
        shipped, name={"zh-hans": "我们的旅程", "en": "Our way"}, by=cast.director, now=cast.now
    )
    draft = draft_version(ours, by=cast.director, now=cast.now)
    content = {"stages": [{**draft.content["stages"][0], "begins": "married", "mood": {"en": "x"}}]}
    content["stages"][0]["steps"] = [{**content["stages"][0]["steps"][0], "due": "soon", "role": ""}]
    save_draft(draft, content=content, by=cast.director, now=cast.now)
    with pytest.raises(WrongTemplate) as caught:
        publish_version(draft, words="", by=cast.director, now=cast.now)
    assert {one.field for one in caught.value.wrong} == {"begins", "mood", "due", "role"}


def test_a_new_version_takes_those_under_way_along(cast, building, journeys) -> None:
    """JRN-1: a step that is gone is no longer needed, one that is new appears, what was done stays done."""
    shipped = JourneyTemplate.objects.get(code="six_plus_two")
    ours = copy_template(
        shipped, name={"zh-hans": "我们的旅程", "en": "Our way"}, by=cast.director, now=cast.now
    )
    publish_version(ours.versions.get(), words="第一版", by=cast.director, now=cast.now)
    Journey.objects.update(version_walked=ours.published)
    draft = draft_version(ours, by=cast.director, now=cast.now)
    content = draft.content
    waiting = next(stage for stage in content["stages"] if stage["code"] == "close_contact")
    waiting["steps"] = [one for one in waiting["steps"] if one["code"] != "progress_report"]
    waiting["steps"].append(
        {**waiting["steps"][0], "code": "welcome_letter", "due": "3d", "channel": "letter"}
    )
    save_draft(draft, content=content, by=cast.director, now=cast.now)
    run = publish_version(draft, words="加欢迎信", by=cast.director, now=cast.now, apply=True)
    run = moving.go_through(run.pk, now=cast.now + timedelta(minutes=1))
    assert (run.done, run.added, run.withdrawn, run.told) == (len(journeys), len(journeys), len(journeys), 0)
    assert not Step.objects.to_do().filter(code="progress_report").exists()
