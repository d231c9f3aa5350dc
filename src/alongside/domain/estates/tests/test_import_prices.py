"""The price list in a table of homes: lines with their day, never changed, faults explained (EST-2, EST-7)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from alongside.domain.estates import events
from alongside.domain.estates.imports import UNIT_COLUMNS, import_units
from alongside.domain.estates.models import Unit, UnitPrice
from alongside.domain.estates.permissions import CHANGE_ESTATES
from alongside.domain.organisation.samples import a_role, an_actor
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.bulk import Loader
from alongside.kernel.columns import guess_columns
from alongside.kernel.tables import Row

HOME = {"楼盘": "观澜庭", "楼栋": "9栋", "单元": "1", "房号": "101", "面积": "113.62㎡"}
HEADER = {"总价": None, "单价": None, "定价日期": None, "调价原因": None}


def load(cast, *cells, by=SYSTEM, header=HEADER, **but):
    rows = (Row(line, {**header, **HOME, **one}) for line, one in enumerate(cells, start=2))
    return import_units(rows, node=cast.project, by=by, now=but.pop("now", cast.now), **but)


def prices(number="101"):
    rows = UnitPrice.objects.filter(unit__number=number, unit__building__name="9栋").order_by("from_on")
    return [(one.from_on, one.list_amount, one.reason) for one in rows]


def codes(report):
    return [(one.line, one.column, one.kind.code) for one in report.faulty]


@pytest.fixture
def today(cast) -> date:
    return cast.now.date()


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ({"总价": "239万"}, "2390000"),
        ({"单价": "21036元/平米"}, "2390110"),
        ({"总价": "239万", "单价": "21036元/平米"}, "2390000"),
        ({"总价": "¥2,390,000"}, "2390000"),
    ],
)
def test_prices_are_read_as_people_write_them(cast, today, said, amount):
    report = load(cast, said)
    assert (report.new, report.faulty) == (1, [])
    assert prices() == [(today, Decimal(amount), "")]


def test_columns_are_guessed():
    header = ["楼盘", "楼栋", "房号", "建筑面积(㎡)", "单价（元/㎡）", "总价(万元)", "定价日期", "调价原因"]
    found = guess_columns(UNIT_COLUMNS, header)
    assert (found["list_amount"], found["amount_per_metre"]) == ("总价(万元)", "单价（元/㎡）")
    assert (found["price_from_on"], found["price_reason"]) == ("定价日期", "调价原因")


def test_a_heading_in_ten_thousands_counts(cast, today):
    load(cast, {"总价(万元)": "239"}, header={"总价(万元)": None})
    assert prices() == [(today, Decimal(2390000), "")]


def test_rows_of_one_home_with_their_days_are_its_history(cast):
    report = load(
        cast,
        {"总价": "239万", "定价日期": "2025-03-01", "调价原因": "开盘"},
        {"总价": "245万", "定价日期": "2025年9月1日", "面积": None},
        {"总价": "228万", "定价日期": "2026/3/1", "调价原因": "年终促销"},
    )
    assert (report.new, report.changed, report.same, report.faulty) == (1, 2, 0, [])
    assert [(day.isoformat(), int(amount), reason) for day, amount, reason in prices()] == [
        ("2025-03-01", 2390000, "开盘"),
        ("2025-09-01", 2450000, ""),
        ("2026-03-01", 2280000, "年终促销"),
    ]


def test_the_same_file_again_changes_nothing_even_on_another_day(cast, today):
    """EST-7"""
    load(cast, {"总价": "239万"})
    later = load(cast, {"总价": "239万"}, now=cast.now + timedelta(days=3))
    assert (later.changed, later.same, len(prices())) == (0, 1, 1)
    dearer = load(cast, {"总价": "245万"}, now=cast.now + timedelta(days=4))
    assert (dearer.changed, dearer.same, dearer.fields["list_amount"]) == (1, 0, 1)
    assert [one[1] for one in prices()] == [Decimal(2390000), Decimal(2450000)]


def test_a_line_is_never_changed(cast, today):
    load(cast, {"总价": "239万", "定价日期": "2026-03-01"})
    report = load(cast, {"总价": "245万", "定价日期": "2026-03-01"})
    assert codes(report) == [(2, "总价", "priced_otherwise")]
    assert "2026-03-01" in report.faulty[0].reason
    assert [one[1] for one in prices()] == [Decimal(2390000)]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"总价": "面议"}, ("总价", "no_amount")),
        ({"总价": "239"}, ("总价", "too_cheap")),
        ({"总价": "239万", "单价": "9000"}, ("单价", "amounts_differ")),
        ({"单价": "21036元/平米", "面积": None}, ("单价", "area_unknown")),
        ({"总价": "200亿"}, ("总价", "too_dear")),
        ({"总价": "239万", "定价日期": "明天"}, ("定价日期", "not_a_date")),
        ({"调价原因": "促销"}, ("调价原因", "price_without_amount")),
        ({"总价": "239万", "调价原因": "长" * 121}, ("调价原因", "too_long")),
    ],
)
def test_a_dry_run_explains_what_is_wrong_and_writes_nothing(cast, said, fault):
    report = load(cast, said, dry_run=True)
    column, code = fault
    assert [(line, name) for line, name, _code in codes(report)] == [(2, column)]
    assert codes(report)[0][2] == code or code == "not_a_date"
    assert report.faulty[0].reason and "%(" not in report.faulty[0].reason
    assert (report.new, UnitPrice.objects.filter(unit__building__name="9栋").count()) == (0, 0)


def test_a_faulty_price_leaves_the_home_out_too(cast):
    """A row goes in whole or not at all."""
    load(cast, {"总价": "面议"}, {"房号": "102", "总价": "239万"})
    assert list(Unit.objects.filter(building__name="9栋").values_list("number", flat=True)) == ["102"]


def test_the_area_that_is_known_counts(cast, today):
    load(cast, {})
    report = load(cast, {"单价": "2万/㎡", "面积": None})
    assert (report.changed, prices()) == (1, [(today, Decimal(2272400), "")])


def test_contradictions_are_found_across_batches_of_a_dry_run(cast, monkeypatch):
    monkeypatch.setattr(Loader, "size", 1)
    day = {"定价日期": "2026-03-01"}
    report = load(cast, {"总价": "239万", **day}, {"总价": "245万", **day}, dry_run=True)
    assert codes(report) == [(3, "总价", "priced_otherwise")]


def test_known_homes_may_be_left_alone(cast):
    load(cast, {})
    report = load(cast, {"总价": "239万"}, may_change=False)
    assert (report.same, report.changed, prices()) == (1, 0, [])


def test_who_may_not_set_prices_is_told_which_column_to_leave_out(cast):
    """ORG-2: and brings homes all the same, without that column."""
    role = a_role(code="surveyor", permissions=[CHANGE_ESTATES.code])
    surveyor = an_actor(node=cast.project, now=cast.now, role=role)
    report = load(cast, {"总价": "239万"}, by=surveyor)
    assert codes(report) == [(2, "总价", "may_not_set_prices")]
    assert load(cast, {}, by=surveyor).new == 1


def test_each_line_is_a_fact_without_the_amount(cast):
    """More people read the journal than may see prices."""
    load(cast, {"总价": "239万"})
    unit = Unit.objects.get(building__name="9栋", number="101")
    [facts] = journal.timeline_of(unit, events=[events.UNIT_CHANGED]).values_list("facts", flat=True)
    assert facts == {"part": "price", "id": unit.prices.get().pk}
