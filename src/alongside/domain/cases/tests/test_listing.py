"""Lists of cases: conditions, pages, search, and who sees what in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from alongside.domain.cases.actions.closing import withdraw_case
from alongside.domain.cases.actions.handing_on import ask_cooperation, offer_transfer
from alongside.domain.cases.actions.handling import acknowledge_case
from alongside.domain.cases.actions.rating import rate_case
from alongside.domain.cases.actions.resolving import resolve_case
from alongside.domain.cases.actions.waiting import pause_case
from alongside.domain.cases.models import Case, Kind
from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.cases.queries.listing import cases_matching, count_matching, count_up_to, page_of
from alongside.domain.cases.queries.work import TABS, work_counts, work_of
from alongside.domain.cases.samples import a_case_in
from alongside.kernel.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def several(a_case, place, people, now):
    """Cases that differ in one thing each, by name."""
    hour = timedelta(hours=1)
    cases = {
        "leak": a_case(),
        "noise": a_case(
            kind="enquiry", category=None, title="噪音咨询", words="晚上装修", now=now + hour, severity=1
        ),
        "unowned": a_case(owner=None, title="电梯停运", words="三号梯", customer=None, now=now + 2 * hour),
        "elsewhere": a_case(
            node=place.there,
            by=people.as_sun,
            owner=people.sun,
            customer=people.wu,
            category=place.quality,
            title="外墙漏水",
            now=now + 3 * hour,
        ),
        "ended": withdraw_case(
            a_case(title="退款", words="不要了", now=now - 40 * hour), by=people.as_zhou, now=now
        ),
    }
    cases["rated"] = a_case_in(
        "closed", node=place.here, now=now - 50 * hour, customer=people.zhou, title="灯不亮", words="走廊"
    )
    rate_case(cases["rated"], rating=1, by=people.as_zhou, now=now)
    return cases


def _names(several, cases):
    by_id = {case.pk: name for name, case in several.items()}
    return [by_id[case.pk] for case in cases]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["elsewhere", "unowned", "noise", "leak", "ended", "rated"]),
        ({"order": "oldest"}, ["rated", "ended", "leak", "noise", "unowned", "elsewhere"]),
        ({"kind": "enquiry"}, ["noise"]),
        ({"kind": ["enquiry", "repair"]}, ["noise"]),
        ({"kind": "enquiry,complaint", "open": "1"}, ["elsewhere", "unowned", "noise", "leak"]),
        ({"open": False}, ["ended", "rated"]),
        ({"state": "withdrawn"}, ["ended"]),
        ({"severity": "1"}, ["noise"]),
        ({"owner": "none", "open": "1"}, ["unowned"]),
        ({"channel": "phone", "rating": "1,2"}, ["rated"]),
        ({"category": "complaint/quality"}, ["elsewhere", "unowned", "leak", "ended"]),
        ({"category": "complaint/quality/waterproofing", "open": "yes"}, ["unowned", "leak"]),
        ({"q": "漏水"}, ["elsewhere", "leak"]),
        ({"q": "电梯"}, ["unowned"]),
        ({"q": "GLT-2611-0001"}, ["leak"]),
        ({"q": "ｇｌｔ-2611-0001"}, ["leak"]),
        ({"q": "2611-0001"}, ["elsewhere", "leak"]),
        ({"q": "!!!"}, []),
        ({"opened_from": "2026-11-20"}, ["elsewhere", "unowned", "noise", "leak"]),
        ({"opened_until": "2026-11-18"}, ["ended", "rated"]),
        ({"closed_from": "2026-11-20"}, ["ended"]),
        ({"major": "1"}, []),
        ({"due": "any", "kind": "enquiry"}, ["noise"]),
        ({"milestone": "acknowledge"}, ["elsewhere", "unowned", "noise", "leak"]),
    ],
)
def test_each_condition_finds_what_meets_it(several, people, asked, found):
    assert _names(several, cases_matching(people.as_admin, asked)) == found


def test_late_and_soon_are_told_by_the_clock_given(several, people, now):
    at = now + timedelta(minutes=40)  # the first case had 30 minutes to be acknowledged
    assert _names(several, cases_matching(people.as_admin, {"due": "late"}, now=at)) == ["leak"]
    assert "noise" in _names(several, cases_matching(people.as_admin, {"due": "soon"}, now=at))
    assert cases_matching(people.as_admin, {"due": "late"}, now=now).count() == 0


def test_node_means_everything_below_it(several, place, people):
    assert cases_matching(people.as_admin, {"node": place.city.pk}).count() == 6
    assert _names(several, cases_matching(people.as_admin, {"node": str(place.there.pk)})) == ["elsewhere"]
    assert cases_matching(people.as_admin, {"node": "999999"}).count() == 0


def test_everyone_finds_only_what_they_may_see(several, place, people, now):
    """ORG-3: in lists, search, numbers and counts."""
    everything = [
        {},
        {"q": "漏水"},
        {"q": "2611-0001"},
        {"q": several["elsewhere"].number},
        {"owner": "none"},
    ]
    for asked in everything:
        here = {case.node_id for case in cases_matching(people.as_lin, asked)}
        assert here <= {place.here.pk}
        assert {case.node_id for case in cases_matching(people.as_sun, asked)} <= {place.there.pk}
        assert {case.customer_id for case in cases_matching(people.as_wu, asked)} <= {people.wu.pk}
        assert count_up_to(cases_matching(people.as_contractor, asked)) == (0, True)
        assert page_of(people.as_contractor, asked).rows == []
    assert cases_matching(people.as_lin, {"q": several["elsewhere"].number}).count() == 0
    ask_cooperation(
        several["leak"],
        department=None,
        assignee=people.contractor,
        title="x",
        words="",
        due_at=now + timedelta(hours=1),
        by=people.as_lin,
        now=now,
    )
    assert _names(several, cases_matching(people.as_contractor, {"q": "漏水"})) == ["leak"]
    assert _names(several, work_of(people.as_contractor, "helping").rows) == ["leak"]


@pytest.mark.parametrize("order", ["newest", "oldest", "due", "changed"])
def test_pages_hold_every_case_once_in_order(several, people, order):
    whole = [case.pk for case in cases_matching(people.as_admin, {"order": order})]
    seen, after = [], ""
    while True:
        page = page_of(people.as_admin, {"order": order}, limit=2, after=after)
        seen += [case.pk for case in page.rows]
        after = page.next
        if not after:
            break
    assert seen == whole


def test_cases_opened_at_the_same_moment_are_all_paged(a_case, people):
    cases = {a_case().pk for _ in range(5)}
    seen, after = set(), ""
    while True:
        page = page_of(people.as_lin, {}, limit=2, after=after)
        seen |= {case.pk for case in page.rows}
        after = page.next
        if not after:
            break
    assert seen == cases


@pytest.mark.parametrize(
    "after", ["x", "!", "W10", "bnVsbA", "WyJhIiwxXQ", "W251bGwsbnVsbF0", "é", "WzEsMV0"]
)
def test_a_damaged_page_address_is_refused(people, after):
    with pytest.raises(Refused):
        page_of(people.as_admin, {}, after=after)
    with pytest.raises(Refused):
        page_of(people.as_admin, {"order": "due", "q": "漏"}, after=after + "x")


@pytest.mark.parametrize("n", [1, 3])
def test_a_page_takes_one_or_two_queries_however_many_rows(a_case, people, n, django_assert_num_queries):
    """CAS-16."""
    for _ in range(n):
        a_case()
    with django_assert_num_queries(1):
        for case in page_of(people.as_lin, {}).rows:
            assert all([case.customer.name, case.owner.name, str(case.category), case.node.name])
    with django_assert_num_queries(2):
        for case in work_of(people.as_lin).rows:
            assert all([case.customer.name, case.owner.name, str(case.category), case.node.name])


def test_counting_stops_at_the_most(several, people):
    cases = cases_matching(people.as_admin, {})
    assert count_up_to(cases, 6) == (6, True)
    assert count_up_to(cases, 5) == (5, False)


@pytest.mark.parametrize(
    "asked", [{"q": "漏水"}, {"q": "漏 水"}, {"q": "2611-0001"}, {"q": "漏水", "open": "1"}, {}]
)
def test_counts_equal_the_rows_for_everyone(several, place, people, asked):
    """CAS-14, ORG-3: exact, and of what one may see only."""
    for viewer in (people.as_admin, people.as_lin, people.as_sun, people.as_zhou, people.as_wu, people.as_he):
        for there in ({}, {"node": place.here.pk}):
            query = {**asked, **there}
            assert count_matching(viewer, query) == (cases_matching(viewer, query).count(), True)


def test_common_words_are_found_without_the_index_all_the_same(a_case, people):
    few = a_case(title="少见的字", words="x")
    common = [a_case().pk for _ in range(100)]  # enough hits for a walk over the newest
    assert [case.pk for case in page_of(people.as_lin, {"q": "漏水"}, limit=200).rows] == common[::-1]
    assert [case.pk for case in page_of(people.as_lin, {"q": "少见的字"}).rows] == [few.pk]


def test_conditions_read_back_what_they_say():
    query = QueryDict("kind=complaint&kind=repair&severity=1&open=1&q= 漏水 &page=3&opened_from=2026-02-18")
    asked = Conditions.from_query(query)
    assert (asked.kind, asked.q, asked.open) == (("complaint", "repair"), "漏水", True)
    assert Conditions.from_query(asked.as_query()) == asked
    assert Conditions.from_query({"kind": "", "q": " "}).is_empty


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "gossip"),
        ("severity", "7"),
        ("node", "x"),
        ("node", "9" * 30),
        ("customer", "-1"),
        ("owner", "you"),
        ("opened_from", "2026-02-30"),
        ("opened_until", "0001-01-01"),
        ("open", "perhaps"),
        ("q", "长" * 101),
        ("order", "random"),
        ("category", "a' OR 1=1"),
        ("rating", "6"),
        ("due", "never"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(field, value):
    with pytest.raises(Refused) as refused:
        Conditions.from_query({field: value})
    assert refused.value.field == field


@given(st.dictionaries(st.sampled_from(list(Conditions.__dataclass_fields__)), st.text(max_size=20)))
def test_any_text_is_read_or_refused(query):
    try:
        asked = Conditions.from_query(query)
    except Refused:
        return
    assert Conditions.from_query(asked.as_query()) == asked


def test_work_lies_in_its_tabs(a_case, people, now):
    to_do = a_case()
    waiting = acknowledge_case(a_case(), by=people.as_lin, now=now)
    pause_case(waiting, reason="等照片", by=people.as_lin, now=now)
    solved = acknowledge_case(a_case(kind=Kind.ENQUIRY, category=None), by=people.as_lin, now=now)
    resolve_case(solved, words="已答复", by=people.as_lin, now=now)
    unowned = a_case(owner=None)
    offer_transfer(to_do, to=people.wang, reason="x", by=people.as_lin, now=now)
    tabs = {tab: [case.pk for case in work_of(people.as_lin, tab).rows] for tab in TABS}
    assert tabs == {
        "mine": [to_do.pk],
        "waiting": [waiting.pk],
        "helping": [],
        "resolved": [solved.pk],
        "unassigned": [unowned.pk],
    }
    assert work_counts(people.as_lin) == {tab: len(cases) for tab, cases in tabs.items()} | {"offered": 0}
    assert work_counts(people.as_wang)["offered"] == 1
    assert work_counts(people.as_zhou) == dict.fromkeys([*TABS, "offered"], 0)
    assert [work_of(people.as_sun, tab).rows for tab in TABS] == [[]] * 5


def test_the_next_deadline_comes_first_and_pages_follow(a_case, people, now):
    for minutes in (50, 10, 30, 20, 40):
        a_case(now=now + timedelta(minutes=minutes))
    nowhere = a_case()
    Case.objects.filter(pk=nowhere.pk).update(next_due_at=None)
    seen, after = [], ""
    while True:
        page = work_of(people.as_lin, limit=2, after=after)
        seen += [case.next_due_at for case in page.rows]
        after = page.next
        if not after:
            break
    assert seen == [
        datetime(2026, 11, 20, 2, 40, tzinfo=UTC) + timedelta(minutes=10 * n) for n in range(5)
    ] + [None]
