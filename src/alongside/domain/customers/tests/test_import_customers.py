"""Customers arrive in bulk (CUS-10, EST-7): a dry run names every fault, a second run changes nothing."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.domain.customers import events
from alongside.domain.customers.imports import import_customers
from alongside.domain.customers.models import ContactPoint, Customer, CustomerNode, UnitRelation
from alongside.domain.customers.queries import customers_of, search_customers
from alongside.domain.estates.samples import a_unit
from alongside.kernel import journal
from alongside.kernel.bulk import Loader, LoadReport
from alongside.kernel.refusals import NotAllowed
from alongside.kernel.tables import Row

GOOD = {
    "姓名": "何静",
    "手机": "137 0000 0001",
    "邮箱": "he.jing@example.com",
    "会员等级": "银卡",
    "楼盘": "观澜庭",
    "楼栋": "8",
    "单元": "1单元",
    "房号": "2202",
    "身份": "业主",
}


def rows(*cells: dict[str, str | None]) -> Iterator[Row]:
    columns = dict.fromkeys(["客户编号", "证件号", "起始日期", "备注"])
    return (Row(line, {**columns, **GOOD, **one}) for line, one in enumerate(cells, start=2))


def test_loads_customers_with_phone_and_home(cast) -> None:
    """CUS-10"""
    report = import_customers(rows({}), node=cast.project, by=cast.supervisor, now=cast.now)
    assert (report.new, report.faulty) == (1, [])
    [customer] = search_customers("13700000001", cast.agent)
    assert customer.tier == "silver"
    assert [one.customer for one in customers_of(cast.next_unit, cast.agent, now=cast.now)] == [customer]
    assert search_customers("hj", cast.agent) == search_customers("何静", cast.agent) == [customer]
    assert search_customers("hj", cast.stranger) == []
    assert {str(one) for one in customer.contact_points.all()} == {"137····0001", "h···@example.com"}


def test_a_second_run_changes_nothing(cast) -> None:
    """EST-7"""
    models = (Customer, ContactPoint, CustomerNode, UnitRelation)
    cells = [{}, {"姓名": "谢欣", "手机": None, "客户编号": "C-9", "邮箱": None}]
    for run in range(2):
        report = import_customers(rows(*cells), node=cast.project, by=cast.supervisor, now=cast.now)
        now_there = [list(model.objects.order_by("pk").values()) for model in models]
        if run == 0:
            first = now_there
            assert report.new == 2
    assert now_there == first
    assert (report.new, report.known) == (0, 2)


def test_two_homes_of_one_customer_are_two_rows(cast) -> None:
    """CUS-1"""
    report = import_customers(
        rows({}, {"楼栋": "8栋", "房号": "2102", "身份": "租户"}),
        node=cast.project,
        by=cast.supervisor,
        now=cast.now,
    )
    assert (report.new, report.faulty) == (1, [])
    [customer] = search_customers("何静", cast.agent)
    assert {one.unit for one in customer.unit_relations.all()} == {cast.unit, cast.next_unit}


ZHOU = {"姓名": "周敏", "手机": "13812344420", "会员等级": "普通", "备注": "喜欢下午联系"}


def test_one_who_is_there_becomes_what_the_file_says(cast) -> None:
    """CUS-10: what differs is changed and said in the journal; phones, mails and homes are only added."""
    report = import_customers(rows(ZHOU), node=cast.project, by=cast.supervisor, now=cast.now)
    assert (report.new, report.changed, report.same) == (0, 1, 0)
    assert set(report.fields) == {"tier", "words", "email", "number"}
    zhou = Customer.objects.get(pk=cast.customer.id)
    assert (zhou.tier, zhou.words, zhou.version) == ("standard", "喜欢下午联系", 2)
    assert zhou.unit_relations.count() == 2
    facts = journal.timeline_of(zhou, events=[events.CUSTOMER_CHANGED, events.UNIT_RELATED])
    assert [one.kind for one in facts][-2:] == ["customer.changed", "customer.unit_related"]
    again = import_customers(rows(ZHOU), node=cast.project, by=cast.supervisor, now=cast.now)
    assert (again.changed, again.same) == (0, 1)


def test_one_who_is_there_can_be_left_as_they_are(cast) -> None:
    """CUS-10: then only what is new of them is added."""
    report = import_customers(
        rows(ZHOU), node=cast.project, by=cast.supervisor, now=cast.now, may_change=False
    )
    assert (report.new, report.known) == (0, 1)
    zhou = Customer.objects.get(pk=cast.customer.id)
    assert (zhou.tier, zhou.words) == ("gold", "")
    assert zhou.unit_relations.count() == 2


def test_an_empty_cell_changes_nothing(cast) -> None:
    cells = dict.fromkeys(GOOD) | {"姓名": "周敏", "手机": "13812344420"}
    report = import_customers(rows(cells), node=cast.project, by=cast.supervisor, now=cast.now)
    assert (report.same, report.changed) == (1, 0)


def test_whom_one_may_not_see_is_not_found(cast) -> None:
    """ORG-3: neither counts nor faults nor the result say that somebody of that phone or number is known elsewhere."""
    zhou = cast.customer.customer
    Customer.objects.filter(pk=zhou.pk).update(source_key="K-77")
    cells = dict.fromkeys(GOOD)
    by_phone = {**cells, "姓名": "周敏", "手机": "13812344420", "备注": "已改"}
    of_other_name = {**cells, "姓名": "钱七", "手机": "13812344420"}
    for one in (by_phone, of_other_name):
        report = import_customers(
            rows(one), node=cast.other_project, by=cast.other_supervisor, now=cast.now, dry_run=True
        )
        assert (report.new, report.changed, report.same, report.faulty) == (1, 0, 0, [])
    import_customers(rows(by_phone), node=cast.other_project, by=cast.other_supervisor, now=cast.now)
    by_number = {**cells, "姓名": "周敏", "客户编号": "K-77"}
    report = import_customers(
        rows(by_number), node=cast.other_project, by=cast.other_supervisor, now=cast.now
    )
    assert [one.column for one in report.faulty] == ["客户编号"]
    assert not Customer.objects.visible_to(cast.other_supervisor).filter(pk=zhou.pk).exists()
    zhou.refresh_from_db()
    assert zhou.words == ""


def test_a_dry_run_counts_what_the_load_then_does(cast, monkeypatch) -> None:
    """EST-7: new, changed, same and faulty, over the bounds of batches."""
    monkeypatch.setattr(Loader, "size", 2)
    cells = [
        {}, ZHOU, {}, {"房号": "2102", "楼栋": "8栋"}, {"手机": None}, {**ZHOU, "会员等级": "金卡"},
        {"姓名": "谢欣", "手机": "13700000007"}, {"姓名": "谢欣", "手机": "13700000007", "身份": "家属"},
    ]  # fmt: skip
    counts = []
    for dry_run in (True, False):
        report = import_customers(
            rows(*cells), node=cast.project, by=cast.supervisor, now=cast.now, dry_run=dry_run
        )
        assert report.new + report.changed + report.same + report.faulty_lines == report.read == 8
        counts.append((report.new, report.changed, report.same, report.fields, report.faulty))
    assert counts[0] == counts[1]
    assert counts[0][:3] == (2, 3, 2)
    again = import_customers(rows(*cells), node=cast.project, by=cast.supervisor, now=cast.now)
    assert (again.new, again.changed, again.same) == (0, 0, 7)


def test_a_dry_run_names_line_column_and_reason_and_writes_nothing(cast) -> None:
    """EST-7"""
    before = (Customer.objects.count(), UnitRelation.objects.count())
    report = import_customers(
        rows(
            {},
            {"姓名": None},
            {"手机": "12"},
            {"手机": None},
            {"房号": "9999", "手机": "13700000002"},
            {"姓名": "何静静"},
            {"手机": "13812344420"},
            {"身份": "路人", "手机": "13700000003"},
            {"楼栋": None, "手机": "13700000004"},
        ),
        node=cast.project,
        by=cast.supervisor,
        now=cast.now,
        dry_run=True,
    )
    assert [(one.line, one.column) for one in report.faulty] == [
        (3, "姓名"),
        (4, "手机"),
        (5, "手机"),
        (6, "房号"),
        (7, "手机"),
        (8, "手机"),
        (9, "身份"),
        (10, "楼栋"),
    ]
    assert all(one.reason for one in report.faulty)
    assert not any("周" in one.reason or "4420" in one.reason for one in report.faulty)
    assert (report.read, report.new) == (9, 1)
    assert (Customer.objects.count(), UnitRelation.objects.count()) == before


@pytest.mark.parametrize(
    "address", ["8栋1单元2102", "8-1-2102", "8栋2102室", "8号楼1单元2102", "观澜庭8幢2102", "8#-2102"]
)
def test_a_home_in_one_column_is_understood(cast, address) -> None:
    """EST-7: whatever the spelling, and without the estate where there is only one."""
    cells = {"楼盘": None, "楼栋": None, "单元": None, "房号": address, "手机": "13700000009"}
    report = import_customers(rows(cells), node=cast.project, by=cast.supervisor, now=cast.now)
    assert (report.new, report.faulty) == (1, [])
    assert [one.unit for one in search_customers("13700000009", cast.agent)[0].unit_relations.all()] == [
        cast.unit
    ]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"楼栋": None, "单元": None, "房号": "8栋顶楼"}, "no_address"),
        ({"楼栋": None, "单元": None, "房号": "8栋9999"}, "no_such_unit"),
        ({"楼栋": None, "单元": None, "房号": "8栋2单元2102"}, "no_such_unit"),
        ({"楼栋": None, "单元": "2单元", "房号": "8-1-2102"}, "no_address"),
        ({"楼栋": None, "单元": None, "房号": "2102"}, "home_incomplete"),
    ],
)
def test_an_address_that_is_none_is_one_fault(cast, cells, fault) -> None:
    """EST-7: one fault a row, at the column that holds it or lacks."""
    report = import_customers(rows(cells), node=cast.project, by=cast.supervisor, now=cast.now)
    assert [one.kind.code for one in report.faulty] == [fault]


def test_a_number_of_two_entrances_asks_which(cast) -> None:
    """EST-7: never a guess about whose home it is."""
    a_unit(cast.unit.building, now=cast.now, entrance="2单元", number="2102")
    cells = {"楼栋": None, "单元": None, "房号": "8栋2102"}
    report = import_customers(rows(cells), node=cast.project, by=cast.supervisor, now=cast.now)
    assert [one.kind.code for one in report.faulty] == ["several_units"]


def test_homes_of_elsewhere_are_not_found(cast) -> None:
    """ORG-3"""
    home = {"楼盘": "云栖府", "楼栋": "3栋", "单元": "2单元", "房号": "1801"}
    report = import_customers(rows(home), node=cast.project, by=cast.supervisor, now=cast.now)
    assert [one.column for one in report.faulty] == ["房号"]


def test_a_run_that_was_killed_is_run_again(cast, monkeypatch) -> None:
    """EST-7"""
    monkeypatch.setattr(Loader, "size", 2)
    wanted = [{"姓名": f"住户{n}", "手机": f"1370000000{n}"} for n in range(5)]

    class Killed(Exception):
        pass

    def die(report: LoadReport) -> None:
        if report.read == 5:
            raise Killed

    with pytest.raises(Killed):
        import_customers(rows(*wanted), node=cast.project, by=cast.supervisor, now=cast.now, progress=die)
    report = import_customers(rows(*wanted), node=cast.project, by=cast.supervisor, now=cast.now)
    assert (report.new, report.known) == (1, 4)
    assert Customer.objects.filter(name__startswith="住户").count() == 5


@pytest.mark.parametrize("person", ["stranger", "engineer", "security_admin", "customer"])
def test_is_refused_to_who_may_not_change_customers_here(cast, person: str) -> None:
    """ORG-2"""
    with pytest.raises(NotAllowed):
        import_customers(rows({}), node=cast.project, by=getattr(cast, person), now=cast.now)


CELL = (
    st.none()
    | st.text(max_size=30)
    | st.sampled_from(["13812344420", "+86", "业主", "8栋", "a@b.cn", "9999年"])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys([*GOOD, "证件号", "起始日期", "备注"], CELL)),
        max_size=5,
    )
)
def test_no_cell_breaks_it(cast, cells: list[dict[str, str | None]]) -> None:
    """INF-10: every row is loaded, known or named as faulty."""
    report = import_customers(rows(*cells), node=cast.project, by=cast.supervisor, now=cast.now)
    assert report.read == len(cells)
    assert report.faulty_lines <= len(cells)
    assert report.new + report.known + report.faulty_lines == len(cells)
