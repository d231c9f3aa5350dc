"""Listings arrive in bulk as other systems write them (EST-7)."""

import csv
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.domain.listings.actions import withdraw_listing
from alongside.domain.listings.actions.matching import sweep_matches
from alongside.domain.listings.imports import import_listings
from alongside.domain.listings.models import Listing, ListingOwner, ListingPair
from alongside.domain.listings.queries.story import changes_of, prices_of
from alongside.domain.listings.samples import a_listing
from alongside.kernel.bulk import LoadReport
from alongside.kernel.refusals import NotAllowed
from alongside.kernel.tables import Row, read_table

# the header and the words of a table as a large agency exports it
GOOD = {
    "房源编号": "104093", "所在区域": "滨江", "小区名称": "湖畔花园", "房屋户型": "3室1厅1厨2卫", "所在楼层": "低楼层(共16层)",
    "建筑面积": "113.62㎡", "套内面积": None, "房屋朝向": "南 北", "装修情况": "精装", "总价": "239万", "单价": "21036元/平米",
}  # fmt: skip


def rows(*cells: dict[str, str | None]) -> Iterator[Row]:
    return (Row(line, {**GOOD, **one}) for line, one in enumerate(cells, start=2))


def load(cast, seller, *cells, **but) -> LoadReport:
    return import_listings(rows(*cells), node=cast.project, by=seller, now=cast.now, **but)


def test_reads_the_words_of_the_trade(cast, seller) -> None:
    """EST-7: mixed units."""
    report = load(cast, seller, {})
    assert (report.new, report.faulty) == (1, [])
    listing = Listing.objects.get()
    assert (listing.amount, listing.area, listing.layout) == (2_390_000, Decimal("113.62"), "3室1厅1厨2卫")
    assert (listing.floor_band, listing.floors_total, listing.orientation) == ("low", 16, "南 北")
    assert (listing.collected_by_id, listing.verified_at) == (seller.id, cast.now)
    assert [one.what for one in changes_of(listing)] == ["imported"]


def test_a_second_run_changes_nothing(cast, seller) -> None:
    """EST-7"""
    wanted = [{}, {"房源编号": "104094", "总价": "300万", "单价": None}, {"房源编号": None}]
    load(cast, seller, *wanted)
    before = list(Listing.objects.order_by("pk").values())
    report = load(cast, seller, *wanted)
    assert (report.new, report.changed, report.same) == (0, 0, 3)
    assert list(Listing.objects.order_by("pk").values()) == before


def test_a_new_price_begins_a_line_of_the_history(cast, seller) -> None:
    """EST-4, EST-7"""
    load(cast, seller, {})
    report = load(cast, seller, {"总价": "230万", "单价": None, "房屋朝向": None})
    assert (report.changed, dict(report.fields)) == (1, {"amount": 1})
    listing = Listing.objects.get()
    assert [one.amount for one in prices_of(listing)] == [2_390_000, 2_300_000]
    assert changes_of(listing)[0].fields == {"amount": ["2390000.00", "2300000.00"]}
    assert listing.orientation == "南 北"


def test_one_that_has_ended_stays_as_it_is(cast, seller) -> None:
    """EST-4"""
    load(cast, seller, {})
    withdraw_listing(Listing.objects.get(), reason="owner", by=seller, now=cast.now)
    assert load(cast, seller, {"总价": "230万", "单价": None}).same == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"总价": "面议"}, "总价"),
        ({"总价": "239"}, "总价"),
        ({"总价": None, "单价": None}, "总价"),
        ({"单价": "31036元/平米"}, "单价"),
        ({"建筑面积": "很大"}, "建筑面积"),
        ({"建筑面积": None}, "建筑面积"),
        ({"所在楼层": "很高"}, "所在楼层"),
        ({"房屋户型": "很多房间"}, "房屋户型"),
        ({"房屋朝向": "向上"}, "房屋朝向"),
        ({"装修情况": "金碧辉煌"}, "装修情况"),
        ({"小区名称": None}, "小区名称"),
        ({"套内面积": "200㎡"}, "套内面积"),
        ({"采集人": "路人甲"}, "采集人"),
        ({"核实日期": "2099-01-01"}, "核实日期"),
        ({"房主电话": "12"}, "房主电话"),
    ],
)
def test_a_dry_run_names_the_column_and_writes_nothing(cast, seller, cells: dict, column: str) -> None:
    """EST-7"""
    report = load(cast, seller, {**dict.fromkeys(["采集人", "核实日期", "房主电话"]), **cells}, dry_run=True)
    assert [(one.line, one.column) for one in report.faulty] == [(2, column)]
    assert all(one.reason for one in report.faulty)
    assert not Listing.objects.exists()


def test_a_price_follows_from_area_and_price_a_metre(cast, seller) -> None:
    """EST-7"""
    load(cast, seller, {"总价": None})
    assert Listing.objects.get().amount == Decimal("2390110.00")


def test_ten_thousands_may_stand_in_the_heading(cast, seller) -> None:
    """EST-7"""
    cells = {name: value for name, value in GOOD.items() if name != "总价"} | {"总价(万元)": "239"}
    import_listings([Row(2, cells)], node=cast.project, by=seller, now=cast.now)
    assert Listing.objects.get().amount == 2_390_000


def test_what_stands_twice_goes_in_once(cast, seller) -> None:
    """EST-7: word for word it is the same, with other words it is a fault that names the line."""
    report = load(cast, seller, {}, {}, {"总价": "230万", "单价": None})
    assert (report.new, report.same, report.faulty_lines) == (1, 1, 1)
    assert "2" in report.faulty[0].reason


def test_a_file_with_a_header_inside_and_missing_data(cast, seller, tmp_path) -> None:
    """EST-7: GB18030, the header repeated, 暂无数据."""
    header, values = list(GOOD), [value or "暂无数据" for value in GOOD.values()]
    path = tmp_path / "listings.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([header, values, header, ["104094", *values[1:]]])
    report = import_listings(read_table(path), node=cast.project, by=seller, now=cast.now)
    assert (report.new, report.faulty) == (2, [])


def test_owners_are_linked_or_kept_encrypted(cast, seller) -> None:
    """EST-6, CUS-1"""
    owners = (
        {"房主电话": "13812344420", "房主": None},
        {"房源编号": "2", "房主": "顾长风", "房主电话": "13700008812"},
    )
    load(cast, seller, *owners)
    linked, free = ListingOwner.objects.order_by("pk")
    assert (linked.customer, linked.phone) == (cast.customer.customer, "")
    assert (free.customer, free.name, free.phone, free.masked) == (
        None,
        "顾长风",
        "+8613700008812",
        "137····8812",
    )


def test_the_collector_is_who_the_file_names(cast, seller, sales_manager) -> None:
    """EST-4"""
    load(cast, seller, {"采集人": "fang"})
    assert Listing.objects.get().collected_by_id == sales_manager.id


def test_the_same_flat_is_found_by_the_worker_afterwards(cast, seller) -> None:
    """EST-5"""
    a_listing(node=cast.project, by=seller, now=cast.now)
    load(cast, seller, {"门牌": "5-1-1201"})
    assert sweep_matches(now=cast.now) == 1
    assert ListingPair.objects.get().evidence[0] == "address"


def test_a_run_that_was_killed_is_run_again(cast, seller, monkeypatch) -> None:
    """EST-7"""
    monkeypatch.setattr("alongside.domain.listings.imports.listings._Listings.size", 2)

    class Killed(Exception):
        pass

    def die(report: LoadReport) -> None:
        if report.read == 5:
            raise Killed

    wanted = [{"房源编号": str(number)} for number in range(5)]
    with pytest.raises(Killed):
        load(cast, seller, *wanted, progress=die)
    report = load(cast, seller, *wanted)
    assert (report.new, report.same, Listing.objects.count()) == (1, 4, 5)


@pytest.mark.parametrize("person", ["stranger", "agent", "customer"])
def test_is_refused_to_who_may_not_collect_here(cast, person: str) -> None:
    """ORG-2"""
    with pytest.raises(NotAllowed):
        load(cast, getattr(cast, person), {})


CELL = (
    st.none()
    | st.text(max_size=30)
    | st.sampled_from([*(one for one in GOOD.values() if one), "-1", "1e9", "NaN", "0"])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys([*GOOD, "门牌", "房主", "房主电话"], CELL)),
        max_size=6,
    )
)
def test_no_cell_breaks_it(cast, seller, cells: list[dict[str, str | None]]) -> None:
    """INF-10: every row is loaded, known or named as faulty."""
    whole = [{**dict.fromkeys(["门牌", "房主", "房主电话"]), **one} for one in cells]
    report = load(cast, seller, *whole)
    assert report.new + report.known + report.faulty_lines == report.read == len(cells)
