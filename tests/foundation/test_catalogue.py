"""Categories, deadline rules and the ladder belong to the company: it changes them, and packs leave them alone."""

import pytest

from alongside.config.packs import load_packs
from alongside.domain.cases import events
from alongside.domain.cases.actions.catalogue import (
    add_category,
    add_deadline_rule,
    change_category,
    change_deadline_rule,
    change_escalation_step,
)
from alongside.domain.cases.models import Category, DeadlineRule, EscalationStep
from alongside.domain.cases.samples import a_case
from alongside.kernel import journal
from alongside.kernel.refusals import NotAllowed, Refused


def test_category_hangs_below_another_and_the_journal_knows(cast):
    """CAS-1: the fact holds codes, not names."""
    quality = Category.objects.get(code="complaint/quality")
    made = add_category(
        kind="", code="smell", name={"zh-hans": "异味"}, parent=quality, by=cast.director, now=cast.now
    )
    assert (made.code, made.kind) == ("complaint/quality/smell", "complaint")
    fact = journal.timeline_of(made, events=[events.CATEGORY_CHANGED]).get()
    assert fact.facts == {"code": "complaint/quality/smell"}


def test_catalogue_is_closed_to_an_agent(cast):
    category, rule, step = (
        Category.objects.first(),
        DeadlineRule.objects.first(),
        EscalationStep.objects.first(),
    )
    given = {"by": cast.agent, "now": cast.now}
    for forbidden in (
        lambda: add_category(kind="complaint", code="x", name={"en": "X"}, **given),
        lambda: change_category(category, is_active=False, **given),
        lambda: add_deadline_rule(milestone="answer", minutes=5, warn_minutes=1, **given),
        lambda: change_deadline_rule(rule, minutes=5, **given),
        lambda: change_escalation_step(step, minutes_to_act=5, **given),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_what_was_switched_off_stays_off_when_packs_are_loaded_again(cast):
    """CAS-1, CAS-4."""
    category = Category.objects.get(code="complaint/quality/waterproofing")
    rule = DeadlineRule.objects.get(kind="complaint", severity=None, tier="", milestone="answer")
    change_category(category, is_active=False, name={"zh-hans": "渗漏"}, by=cast.director, now=cast.now)
    change_deadline_rule(rule, is_active=False, minutes=99, warn_minutes=9, by=cast.director, now=cast.now)
    load_packs()
    category.refresh_from_db()
    rule.refresh_from_db()
    assert (category.is_active, category.name) == (False, {"zh-hans": "渗漏"})
    assert (rule.is_active, rule.minutes) == (False, 99)


def test_category_is_not_switched_off_above_others(cast):
    quality = Category.objects.get(code="complaint/quality")
    with pytest.raises(Refused) as no:
        change_category(quality, is_active=False, by=cast.director, now=cast.now)
    assert no.value.field == "is_active"


def test_new_rule_gives_the_next_case_its_time(cast):
    """CAS-4: what already runs keeps its time."""
    before = a_case(
        node=cast.project, now=cast.now, by=cast.agent, unit=cast.unit, kind="complaint", severity=4
    )
    add_deadline_rule(
        kind="complaint", severity=4, milestone="answer", minutes=10, warn_minutes=5,
        is_round_the_clock=True, by=cast.director, now=cast.now,
    )  # fmt: skip
    after = a_case(
        node=cast.project, now=cast.now, by=cast.agent, unit=cast.unit, kind="complaint", severity=4
    )
    assert after.deadlines.get(milestone="answer").target_seconds == 600
    assert before.deadlines.get(milestone="answer").target_seconds != 600


def test_same_rule_is_not_written_twice(cast):
    with pytest.raises(Refused) as no:
        add_deadline_rule(kind="complaint", milestone="answer", minutes=10, by=cast.director, now=cast.now)
    assert no.value.field == "milestone"


@pytest.mark.parametrize(("minutes", "warn"), [(0, 0), (60, 60), (60, 61), (600_000, 1)])
def test_times_that_make_no_sense_are_refused(cast, minutes, warn):
    rule = DeadlineRule.objects.filter(milestone="answer").first()
    with pytest.raises(Refused):
        change_deadline_rule(rule, minutes=minutes, warn_minutes=warn, by=cast.director, now=cast.now)


def test_rungs_stay_in_order(cast):
    """CAS-4: agent → supervisor → project → city → headquarters."""
    first = EscalationStep.objects.order_by("level").first()
    with pytest.raises(Refused) as no:
        change_escalation_step(first, rank=5, by=cast.director, now=cast.now)
    assert no.value.field == "rank"
    assert (
        change_escalation_step(first, minutes_to_act=45, by=cast.director, now=cast.now).minutes_to_act == 45
    )
