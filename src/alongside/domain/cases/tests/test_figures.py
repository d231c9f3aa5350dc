"""CAS-14: counts whose totals equal the rows, to the piece; every figure opens into its cases."""

import threading
from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection, transaction

from alongside.domain.cases.actions import closing, handling, resolving
from alongside.domain.cases.actions.liability import draft_finding, issue_finding
from alongside.domain.cases.actions.losses import enter_loss
from alongside.domain.cases.actions.rating import rate_case
from alongside.domain.cases.models import Case, DeadlineRule, FigureMark, MonthFigures
from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.cases.queries.counting import count_rows
from alongside.domain.cases.queries.figures import Line, LossLine, figures_between, month_figures
from alongside.domain.cases.queries.listing import cases_matching
from alongside.domain.cases.queries.remembering import remembered_month, subtree_of
from alongside.domain.cases.rules.liability import Share
from alongside.domain.cases.tests.house import NOON, House, build_house
from alongside.domain.conversations.models import Conversation
from alongside.domain.customers.models import CustomerActor
from alongside.kernel.refusals import NotAllowed, Refused

MARCH = date(2026, 3, 1)
db = pytest.mark.django_db


@pytest.fixture
def house(db) -> House:
    for milestone, minutes in [("acknowledge", 30), ("answer", 120), ("resolve", 600), ("call_back", 60)]:
        DeadlineRule.objects.create(milestone=milestone, minutes=minutes)
    return build_house()


def many(house, node, count, *, first=datetime(2026, 2, 18, 1, tzinfo=UTC), every=timedelta(hours=3), **but):
    """That many cases in a few statements, as an import brings them."""
    node = house.nodes[node]
    threads = Conversation.objects.bulk_create(
        Conversation(node=node, started_at=first) for _ in range(count)
    )
    start = Case.objects.count()
    fields = {"kind": "complaint", "channel": "phone", "title": "漏水", "node": node} | but
    return Case.objects.bulk_create(
        Case(
            number=f"{node.code}-2602-{start + n:04d}",
            conversation=thread,
            opened_at=first + n * every,
            changed_at=first,
            **fields,
        )
        for n, thread in enumerate(threads)
    )


def lines_of(thing):
    """Every line with conditions, however deep."""
    if isinstance(thing, Line | LossLine):
        yield thing
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from lines_of(getattr(thing, field.name))
    elif isinstance(thing, list):
        for one in thing:
            yield from lines_of(one)


def check_every_figure_opens(figures, viewer):
    for line in lines_of(figures):
        behind = cases_matching(viewer, Conditions.from_query(line.conditions.as_query()))
        expected = line.cases if isinstance(line, LossLine) else line.count
        assert behind.count() == expected, (line.key, line.conditions.as_query())
    for name in ("by_branch", "by_cause", "by_channel", "by_hour", "by_weekday", "by_severity", "by_state"):
        assert sum(line.count for line in getattr(figures, name)) == figures.total.count, name
    assert sum(line.count for line in figures.top_categories) == figures.total.count


def test_the_incidents_since_a_day_come_out_by_branch(house, django_assert_max_num_queries):
    """CAS-14: 254 incidents since 18 February, of them 100, 87 and 67 in three branches."""
    house.node("SX", "project", house.nodes["HZ"])
    for node, count in (("GLT", 100), ("YQF", 87), ("SX", 67)):
        many(house, node, count)
        many(house, node, 9, first=datetime(2026, 2, 1, tzinfo=UTC))  # before
        many(house, node, 7, kind="enquiry")  # of another kind
    with django_assert_max_num_queries(3):
        figures = figures_between(
            house.nodes["HZ"], date(2026, 2, 18), date(2026, 3, 31), "complaint", viewer=house.wei
        )
    assert figures.total.count == 254
    assert [(line.label, line.count) for line in figures.by_branch] == [("GLT", 100), ("YQF", 87), ("SX", 67)]
    check_every_figure_opens(figures, house.wei)


def test_days_begin_at_midnight_of_the_node(house):
    """CAS-14"""
    many(house, "GLT", 1, first=datetime(2026, 2, 28, 15, 59, 59, 999_999, tzinfo=UTC))
    many(house, "GLT", 1, first=datetime(2026, 2, 28, 16, 0, tzinfo=UTC))
    many(house, "GLT", 1, first=datetime(2026, 3, 31, 15, 59, 59, 999_999, tzinfo=UTC))
    many(house, "GLT", 1, first=datetime(2026, 3, 31, 16, 0, tzinfo=UTC))
    figures = month_figures(house.nodes["GLT"], MARCH, viewer=house.xu, now=NOON)
    assert figures.total.count == 2
    assert {line.key: line.count for line in figures.by_hour if line.count} == {"0": 1, "23": 1}
    check_every_figure_opens(figures, house.xu)


def test_percentiles_are_times_of_real_cases(house):
    """CAS-14: the median and the 90th percentile of 1 to 10 hours are 5 and 9 hours."""
    cases = many(house, "GLT", 10, first=datetime(2026, 3, 2, tzinfo=UTC))
    for hours, case in enumerate(cases, start=1):
        case.answered_at = case.opened_at + timedelta(hours=hours)
    Case.objects.bulk_update(cases, ["answered_at"])
    figures = month_figures(house.nodes["GLT"], MARCH, viewer=house.xu, now=NOON)
    answer = next(one for one in figures.milestones if one.key == "answer")
    assert (answer.reached.count, answer.median, answer.p90) == (10, timedelta(hours=5), timedelta(hours=9))
    close = next(one for one in figures.milestones if one.key == "close")
    assert (close.reached.count, close.median, close.on_time_share) == (0, None, None)


def test_late_and_on_time_are_told_apart_by_the_deadlines(house):
    """CAS-14, CAS-4"""
    for minutes in (10, 30, 31):
        case = house.case(now=NOON)
        handling.acknowledge_case(case, by=house.lin, now=NOON + timedelta(minutes=minutes))
    figures = month_figures(house.nodes["GLT"], MARCH, viewer=house.xu, now=NOON)
    one = figures.milestones[0]
    assert (one.key, one.met, one.on_time.count, one.late.count) == ("acknowledge", 3, 2, 1)
    assert one.on_time_share == pytest.approx(2 / 3)
    check_every_figure_opens(figures, house.xu)


def test_who_came_more_than_once_is_counted_with_all_their_cases(house):
    """CAS-14: repeat callers"""
    for name, times in (("周敏", 3), ("吴刚", 2), ("孙丽", 1)):
        for _once in range(times):
            house.case(customer=house.customer("GLT", name))
    figures = month_figures(house.nodes["GLT"], MARCH, viewer=house.xu, now=NOON)
    assert (figures.repeat_customers, figures.repeat.count) == (2, 5)
    check_every_figure_opens(figures, house.xu)


def test_a_remembered_month_is_two_queries(house, django_assert_num_queries):
    """CAS-16"""
    many(house, "GLT", 5, first=datetime(2026, 3, 2, tzinfo=UTC))
    month_figures(house.nodes["HZ"], MARCH, viewer=house.wei, now=NOON)
    viewer = house.wei
    with django_assert_num_queries(1):  # a second one names the categories, where there are any
        month_figures(house.nodes["HZ"], MARCH, viewer=viewer, now=NOON)
    house.case()
    month_figures(house.nodes["HZ"], MARCH, viewer=house.wei, now=NOON)
    with django_assert_num_queries(2):
        month_figures(house.nodes["HZ"], MARCH, viewer=viewer, now=NOON)


def test_one_reader_of_a_mark_does_not_hide_it_from_the_nodes_above(house):
    """CAS-14"""
    nodes = [house.nodes[code] for code in ("GLT", "HZ", "G")]
    for kind in ("", "complaint"):
        for node in nodes:
            assert remembered_month(node, MARCH, kind=kind, now=NOON).figures["reopened"] == 0
    house.case()
    for node in nodes:
        for kind in ("", "complaint"):
            counts = remembered_month(node, MARCH, kind=kind, now=NOON).figures["counts"]
            assert ["all", "", 1] in counts
    assert not FigureMark.objects.filter(month=MARCH).exists()


def test_a_month_of_somewhere_else_stays_remembered(house):
    """CAS-16: one act costs the month and the places it belongs to, not all."""
    month_figures(house.nodes["YQF"], MARCH, viewer=house.wei, now=NOON)
    house.case("GLT")
    month_figures(house.nodes["GLT"], MARCH, viewer=house.wei, now=NOON)
    assert MonthFigures.objects.filter(node=house.nodes["YQF"]).exists()


def test_a_node_that_moves_takes_its_figures_along(house):
    """CAS-14, ORG-1"""
    other = house.node("NB", "city", house.nodes["G"])
    many(house, "GLT", 4, first=datetime(2026, 3, 2, tzinfo=UTC))
    director = house.person("ye", "city_manager", "G")

    def counts():
        figures = [month_figures(n, MARCH, viewer=house.ye, now=NOON) for n in (house.nodes["HZ"], other)]
        return [one.total.count for one in figures]

    assert director and counts() == [4, 0]
    moved = house.nodes["GLT"]
    moved.parent, moved.path = other, f"{other.path}{moved.pk}/"
    moved.save()
    assert counts() == [0, 4]


def test_it_needs_the_permission_at_the_node(house):
    """ORG-3"""
    for viewer, node in ((house.lin, "GLT"), (house.xu, "YQF"), (house.xu, "HZ")):
        with pytest.raises(NotAllowed):
            month_figures(house.nodes[node], MARCH, viewer=viewer, now=NOON)
        with pytest.raises(NotAllowed):
            figures_between(house.nodes[node], MARCH, MARCH, viewer=viewer)


def test_opening_a_figure_shows_a_stranger_nothing(house):
    """ORG-3"""
    house.case()
    figures = month_figures(house.nodes["HZ"], MARCH, viewer=house.wei, now=NOON)
    assert figures.total.count == 1
    for line in lines_of(figures):
        assert not cases_matching(house.song, line.conditions).exists()


@pytest.mark.parametrize(("since", "until"), [(MARCH, date(2026, 2, 1)), (date(1990, 1, 1), MARCH)])
def test_days_that_make_no_stretch_are_refused(house, since, until):
    with pytest.raises(Refused):
        figures_between(house.nodes["HZ"], since, until, viewer=house.wei)


@pytest.mark.parametrize(
    "text",
    ["", "hour", "hour:24", "weekday:0", "own:1", "loss:x", "late:never", "cause:'; drop", "branch:-1"],
)
def test_a_slice_that_is_none_is_refused(text):
    with pytest.raises(Refused):
        Conditions.from_query({"figure": text or "x"})


@pytest.mark.parametrize("seed", range(4))
def test_after_any_acts_the_figures_equal_the_rows(house, seed):
    """CAS-14: whatever happened in whatever order, remembered or not, at every node and for every kind."""
    dice = Random(seed)
    now = datetime(2026, 2, 26, 1, tzinfo=UTC)
    kinds = ["", "complaint", "enquiry"]
    for _act in range(70):
        now += timedelta(minutes=dice.randrange(600))
        house.now = now
        _anything(house, dice, now)
        if dice.random() < 0.4:
            node = dice.choice([house.nodes[code] for code in ("GLT", "YQF", "HZ", "G")])
            month, kind = dice.choice([date(2026, 2, 1), MARCH]), dice.choice(kinds)
            kept = remembered_month(node, month, kind=kind, now=now)
            last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            ids = [one.id for one in subtree_of(node)]
            assert kept.figures == count_rows(ids, since=month, until=last, zone=node.zone, kind=kind)
    for kind in kinds:
        figures = month_figures(house.nodes["HZ"], MARCH, kind, viewer=house.wei, now=now)
        check_every_figure_opens(figures, house.wei)
        rows = [
            case
            for case in Case.objects.all()
            if datetime(2026, 2, 28, 16, tzinfo=UTC) <= case.opened_at < datetime(2026, 3, 31, 16, tzinfo=UTC)
            and kind in ("", case.kind)
        ]
        states = Counter(case.state for case in rows)
        assert {line.key: line.count for line in figures.by_state if line.count} == states
        took = sorted(case.resolved_at - case.opened_at for case in rows if case.resolved_at)
        resolve = next(one for one in figures.milestones if one.key == "resolve")
        assert resolve.reached.count == len(took)
        if took:
            assert resolve.median == took[(len(took) + 1) // 2 - 1]
            assert resolve.p90 == took[-(-len(took) * 9 // 10) - 1]


def _anything(house, dice, now):
    """One act of some kind on some case, or nothing where the rules refuse it."""
    opened = list(Case.objects.all())
    if not opened or dice.random() < 0.35:
        kind = dice.choice(["complaint", "enquiry"])
        node = dice.choice(["GLT", "YQF", "HZ"])
        house.case(
            node, kind=kind, now=now, channel=dice.choice(["phone", "wechat"]), severity=dice.randint(1, 4)
        )
        return
    case = dice.choice(opened)
    by, customer = house.wei, CustomerActor(case.customer)
    acts = [
        lambda: handling.acknowledge_case(case, by=by, now=now),
        lambda: handling.start_investigation(case, by=by, now=now),
        lambda: handling.propose_solution(case, words="重做", by=by, now=now),
        lambda: handling.agree_proposal(case, by=customer, now=now),
        lambda: handling.start_handling(case, by=by, now=now),
        lambda: resolving.resolve_case(case, words="好了", by=by, now=now),
        lambda: resolving.resolve_case(case, words="好了", by=by, now=now),
        lambda: resolving.confirm_case(case, by=customer, now=now),
        lambda: closing.reopen_case(case, words="又漏了", by=by, now=now),
        lambda: rate_case(case, rating=dice.randint(1, 5), by=customer, now=now),
        lambda: _a_loss(house, dice, case, now),
        lambda: _a_finding(house, dice, case, now),
    ]
    try:
        with transaction.atomic():
            dice.choice(acts)()
    except Refused:
        pass


def _a_loss(house, dice, case, now):
    enter_loss(
        case,
        kind=dice.choice(["refund", "indirect", "recovery"]),
        amount=Decimal(dice.randint(1, 99_999)) / 100,
        on=(now - timedelta(days=dice.randrange(20))).date(),
        words="补偿",
        recovered_from="insurer",
        by=house.wei,
        now=now,
    )


def _a_finding(house, dice, case, now):
    cause = dice.choice(["design", "material"])
    shares = [Share("third_party", Decimal(100))]
    finding = draft_finding(case, cause=cause, words="防水卷材不合格", shares=shares, by=house.wei, now=now)
    issue_finding(finding, by=house.wei, now=now)


@pytest.mark.django_db(transaction=True)
def test_acts_and_readers_at_the_same_time_leave_figures_that_equal_the_rows():
    """CAS-14, CAS-16: no mark is lost between two readers and the writers."""
    house = build_house()
    lin, node = house.lin, house.nodes
    house.case()
    mistakes: list[BaseException] = []
    done = threading.Event()

    def worker(call):
        try:
            call()
        except BaseException as error:
            mistakes.append(error)
        finally:
            connection.close()

    def write():
        for _once in range(25):
            case = house.case(now=NOON)
            handling.acknowledge_case(case, by=lin, now=NOON)

    def read(code):
        while not done.is_set():
            figures = remembered_month(node[code], MARCH, kind="", now=NOON).figures
            totals = {
                what: sum(n for kind, _k, n in figures["counts"] if kind == what) for what in ("all", "hour")
            }
            assert totals["all"] == totals["hour"]  # of one moment

    writers = [threading.Thread(target=worker, args=(write,)) for _ in range(2)]
    readers = [
        threading.Thread(target=worker, args=(lambda code=code: read(code),))
        for code in ("GLT", "HZ", "HZ", "G")
    ]
    for thread in writers + readers:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert not mistakes
    assert Case.objects.count() == 51
    for code in ("GLT", "HZ", "G"):
        counts = remembered_month(node[code], MARCH, kind="", now=NOON).figures["counts"]
        assert ["all", "", 51] in counts
        assert ["state", "acknowledged", 50] in counts
