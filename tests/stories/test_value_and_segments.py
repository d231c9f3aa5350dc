"""What a customer is worth, why, and who is in a segment: computed, never typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from alongside.domain.cases.samples import a_case_in
from alongside.domain.customers.actions import (
    change_customer,
    describe_household,
    end_unit_relation,
    relate_unit,
    remove_segment,
    revalue_customers,
    save_segment,
)
from alongside.domain.customers.models import Customer, Segment, TierChange, ValueRule
from alongside.domain.customers.queries.facts import facts
from alongside.domain.customers.queries.segments import count_meeting, customers_in, in_words
from alongside.domain.customers.samples import a_customer
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import NotAllowed, Refused


@pytest.fixture
def wang(cast):
    """Nothing given, one home: twenty points."""
    return a_customer(
        node=cast.project, now=cast.now, name="王芳", tier="standard", phone="", email="", unit=cast.next_unit
    )


def test_a_tier_comes_of_the_score_and_says_why(cast, wang):
    """CUS-4, CUS-5: recomputed on change, each change explained."""
    wang.refresh_from_db()
    assert (wang.value_score, wang.tier) == (20, "standard")
    relate_unit(wang, unit=cast.unit, role="co_owner", from_on=cast.now.date(), by=SYSTEM, now=cast.now)
    wang.refresh_from_db()
    assert (wang.value_score, wang.tier) == (40, "silver")
    change = TierChange.objects.get(customer=wang)
    assert (change.tier_before, change.tier, change.because) == ("standard", "silver", [["homes", 2, 40]])


def test_it_goes_down_again_when_the_reason_goes(cast, wang):
    second = relate_unit(wang, unit=cast.unit, role="owner", from_on=cast.now.date(), by=SYSTEM, now=cast.now)
    end_unit_relation(second, on=cast.now.date(), by=SYSTEM, now=cast.now)
    revalue_customers(now=cast.now.replace(day=22))
    wang.refresh_from_db()
    assert wang.tier == "standard"
    assert [one.tier for one in TierChange.objects.filter(customer=wang).order_by("id")] == [
        "silver",
        "standard",
    ]


def test_what_was_given_is_not_taken_away_by_a_low_score(cast, wang):
    """A membership brought along from elsewhere holds; one cannot type oneself below what is earned."""
    assert change_customer(wang, tier="gold", by=SYSTEM, now=cast.now).tier == "gold"
    revalue_customers(now=cast.now)
    wang.refresh_from_db()
    assert wang.tier == "gold"
    relate_unit(wang, unit=cast.unit, role="owner", from_on=cast.now.date(), by=SYSTEM, now=cast.now)
    assert change_customer(wang, tier="standard", by=SYSTEM, now=cast.now).tier == "silver"


def test_the_night_writes_only_what_changed(cast, wang):
    """One statement for a batch of everybody, and a second night finds nothing to do."""
    for _number in range(4):
        a_case_in(
            "received", kind="praise", node=cast.project, now=cast.now, customer=wang, unit=cast.next_unit
        )
    assert revalue_customers(now=cast.now) == 1
    wang.refresh_from_db()
    assert (wang.value_score, wang.tier) == (40, "silver")
    assert wang.value_because == [["homes", 1, 20], ["praise", 4, 20]]
    with CaptureQueriesContext(connection) as asked:
        assert revalue_customers(now=cast.now) == 0
    assert [one["sql"].split()[0] for one in asked if "customers_customer" in one["sql"]] == [
        "SELECT",
        "WITH",
        "SELECT",
    ]


def test_the_night_goes_from_batch_to_batch_and_leaves_nobody_out(cast, wang):
    """CUS-4: however small the batches are, also behind one in which nothing changes."""
    others = [
        a_customer(
            node=cast.project, now=cast.now, name="李强", phone=f"1390000{number:04d}", tier="standard"
        )
        for number in range(3)
    ]
    Customer.objects.filter(pk__in=[one.pk for one in (wang, *others)]).update(value_score=7, tier="silver")
    assert revalue_customers(now=cast.now, batch=2) == 4
    for one in (wang, *others):
        one.refresh_from_db()
    assert (wang.value_score, {one.value_score for one in others}) == (20, {0})
    assert revalue_customers(now=cast.now, batch=2) == 0


def test_every_rule_of_the_pack_asks_for_a_fact_that_is_there(cast):
    assert {one.fact for one in ValueRule.objects.all()} <= set(facts())


@pytest.mark.parametrize(
    ("conditions", "is_any", "expected"),
    [
        ([("homes", "at_least", "1")], False, "both"),
        ([("homes", "at_least", "2")], False, ""),
        ([("homes", "at_most", "0")], False, ""),
        ([("homes", "at_most", "1")], False, "both"),
        ([("homes", "at_least", "2"), ("homes", "is", "1")], True, "both"),
        ([("open_cases", "at_least", "1")], False, "周敏"),
        ([("open_cases", "is", "0")], False, "王芳"),
        ([("open_cases", "is_not", "0")], False, "周敏"),
        ([("tier", "is", "gold"), ("open_cases", "is", "0")], False, ""),
        ([("tier", "is", "gold"), ("open_cases", "is", "0")], True, "both"),
        ([("tier", "is_not", "gold")], False, "王芳"),
        ([("household", "is", "children")], False, "王芳"),
        ([("role", "is", "owner"), ("kind", "is", "person")], False, "both"),
        ([("role", "is", "tenant")], False, ""),
    ],
)
def test_a_segment_is_whoever_meets_it_now(cast, wang, conditions, is_any, expected):
    """CUS-4: over facts of the customer, home, case and value."""
    zhou = cast.customer.customer
    a_case_in("received", node=cast.project, now=cast.now, customer=zhou, unit=cast.unit)
    describe_household(wang, words="", children=1, by=SYSTEM, now=cast.now)
    segment = save_segment(
        node=cast.project, name="试", is_any=is_any, conditions=conditions, by=cast.supervisor, now=cast.now
    )
    found = {one.name for one in customers_in(segment, cast.supervisor, now=cast.now)}
    assert found == ({"周敏", "王芳"} if expected == "both" else {expected} - {""})
    assert count_meeting(conditions, cast.supervisor, is_any=is_any, now=cast.now).number == len(found)


def test_a_segment_tells_nothing_of_elsewhere(cast, wang):
    """ORG-3: neither its customers, nor by their cases elsewhere; and it is found only where it is kept."""
    zhou = cast.customer.customer
    zhou.nodes.create(node=cast.other_project)
    a_case_in("received", node=cast.project, now=cast.now, customer=zhou, unit=cast.unit)
    segment = save_segment(
        node=cast.project, name="有未结", is_any=False, conditions=[("open_cases", "at_least", "1")],
        by=cast.supervisor, now=cast.now,
    )  # fmt: skip
    assert not customers_in(segment, cast.stranger, now=cast.now).exists()
    assert not Segment.objects.visible_to(cast.stranger).exists()
    for act in (
        lambda: remove_segment(segment, by=cast.other_supervisor, now=cast.now),
        lambda: save_segment(
            node=cast.project, name="x", is_any=False, conditions=[("tier", "is", "gold")],
            by=cast.other_supervisor, now=cast.now,
        ),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()


def test_a_segment_reads_like_a_sentence(cast):
    said = [("homes", "at_least", "2"), ("tier", "is", "gold")]
    translation.activate("zh-hans")
    assert in_words(said, is_any=False) == "名下房屋 至少 2，且 客户级别 是 会员金卡"


@pytest.mark.parametrize(
    "conditions",
    [
        [],
        [("nothing", "is", "1")],
        [("homes", "is", "viele")],
        [("tier", "at_least", "gold")],
        [("tier", "is", "x")],
    ],
)
def test_a_condition_that_means_nothing_is_refused(cast, conditions):
    """INF-10."""
    with pytest.raises(Refused):
        save_segment(
            node=cast.project,
            name="试",
            is_any=False,
            conditions=conditions,
            by=cast.supervisor,
            now=cast.now,
        )
    assert not Segment.objects.exists()
