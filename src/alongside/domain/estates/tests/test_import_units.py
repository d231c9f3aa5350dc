"""Units arrive in bulk (EST-7): a dry run names every fault, a second run changes nothing."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.domain.estates import events
from alongside.domain.estates.imports import UNIT_COLUMNS, import_units
from alongside.domain.estates.models import Building, Unit
from alongside.domain.estates.queries import find_units
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.bulk import Loader, LoadReport
from alongside.kernel.refusals import NotAllowed
from alongside.kernel.tables import Row, read_table, write_xlsx

GOOD = {
    "楼盘": "观澜庭",
    "楼栋": "9栋",
    "单元": "1",
    "房号": "101",
    "面积": "98.5㎡",
    "装修": "精装",
    "状态": "已交付",
}


def rows(*cells: dict[str, str | None]) -> Iterator[Row]:
    columns = dict.fromkeys(["楼层", "用途", "交付日期"])
    return (Row(line, {**columns, **GOOD, **one}) for line, one in enumerate(cells, start=2))


def test_loads_units_and_makes_what_is_missing(cast) -> None:
    """EST-7"""
    report = import_units(
        rows({}, {"房号": "102"}, {"楼盘": "观澜庭三期", "楼栋": "1"}),
        node=cast.project,
        by=cast.supervisor,
        now=cast.now,
    )
    assert (report.read, report.new, report.known, report.faulty) == (3, 3, 0, [])
    [unit] = find_units("9-101", cast.agent)
    assert (unit.label, unit.finish, unit.status, str(unit.gross_area)) == (
        "9栋1单元101",
        "decorated",
        "handed_over",
        "98.50",
    )
    assert Building.objects.get(estate__name="观澜庭三期").name == "1栋"
    counts = journal.timeline_of(cast.estate, events=[events.UNITS_IMPORTED]).values_list("facts", flat=True)
    assert list(counts) == [{"count": 2}]


def test_a_whole_address_in_one_column_is_split(cast) -> None:
    """EST-7: the same home however it is written."""
    cells = [{"房号": "9栋1单元101"}, {"房号": "9-1-101"}, {"房号": "观澜庭9栋1单元101室"}, {"房号": "楼上"}]
    said = rows(*({"楼盘": None, "楼栋": None, "单元": None, **one} for one in cells))
    report = import_units(said, node=cast.project, by=cast.supervisor, now=cast.now)
    assert (report.new, report.same, [one.kind.code for one in report.faulty]) == (1, 2, ["no_address"])
    assert find_units("9-1-101", cast.agent)[0].label == "9栋1单元101"


def test_a_second_run_changes_nothing(cast) -> None:
    """EST-7"""
    for _run in range(2):
        report = import_units(rows({}, {"房号": "102"}), node=cast.project, by=cast.supervisor, now=cast.now)
        rows_now = list(Unit.objects.order_by("pk").values())
        if _run == 0:
            first = rows_now
    assert rows_now == first
    assert (report.new, report.known) == (0, 2)


def test_a_unit_that_is_there_becomes_what_the_file_says(cast) -> None:
    """EST-7: what differs is changed and said in the journal; an empty cell changes nothing."""
    cells = {"楼栋": "8栋", "房号": "2102", "面积": "120", "装修": "毛坯", "楼层": None}
    report = import_units(rows(cells), node=cast.project, by=cast.supervisor, now=cast.now, dry_run=True)
    assert (report.changed, set(report.fields)) == (1, {"gross_area", "finish"})
    before = cast.unit
    import_units(rows(cells), node=cast.project, by=cast.supervisor, now=cast.now)
    unit = Unit.objects.get(pk=cast.unit.pk)
    assert (unit.finish, str(unit.gross_area), unit.version) == ("bare", "120.00", before.version + 1)
    assert (unit.floor, unit.layout) == (before.floor, before.layout)
    assert journal.timeline_of(unit, events=[events.UNIT_CHANGED]).last().facts == {
        "fields": ["finish", "gross_area"]
    }
    again = import_units(rows(cells), node=cast.project, by=cast.supervisor, now=cast.now)
    assert (again.changed, again.same) == (0, 1)


def test_a_unit_that_is_there_can_be_left_alone(cast) -> None:
    cells = {"楼栋": "8栋", "房号": "2102", "面积": "120"}
    report = import_units(rows(cells), node=cast.project, by=cast.supervisor, now=cast.now, may_change=False)
    assert (report.changed, report.same) == (0, 1)


def test_what_stands_twice_word_for_word_goes_in_once(cast) -> None:
    """EST-7: duplicates inside the file."""
    report = import_units(rows({}, {}, {}), node=cast.project, by=cast.supervisor, now=cast.now)
    assert (report.new, report.same, report.faulty) == (1, 2, [])


def test_a_unit_that_is_there_keeps_its_status(cast) -> None:
    """EST-2: importing is not an act that hands a home over."""
    cells = {"楼栋": "8栋", "房号": "2102", "状态": "在售"}
    report = import_units(rows(cells), node=cast.project, by=cast.supervisor, now=cast.now)
    assert report.known == 1
    cast.unit.refresh_from_db()
    assert cast.unit.status == "occupied"


def test_a_dry_run_names_line_column_and_reason_and_writes_nothing(cast) -> None:
    """EST-7"""
    before = Unit.objects.count()
    report = import_units(
        rows(
            {},
            {"房号": None},
            {"房号": "103", "面积": "很大"},
            {"房号": "104", "状态": "卖光"},
            {"面积": "99"},
            {"房号": "105", "面积": "-3"},
        ),
        node=cast.project,
        by=cast.supervisor,
        now=cast.now,
        dry_run=True,
    )
    assert [(one.line, one.column) for one in report.faulty] == [
        (3, "房号"),
        (4, "面积"),
        (5, "状态"),
        (6, "房号"),
        (7, "面积"),
    ]
    assert all(one.reason for one in report.faulty)
    assert (report.read, report.new) == (6, 1)
    assert Unit.objects.count() == before


def test_good_rows_go_in_beside_faulty_ones(cast) -> None:
    """EST-7"""
    report = import_units(rows({}, {"房号": None}), node=cast.project, by=cast.supervisor, now=cast.now)
    assert (report.new, report.faulty_lines) == (1, 1)


def test_a_run_that_was_killed_is_run_again(cast, monkeypatch) -> None:
    """EST-7: what a batch committed stays, the rest comes with the next run."""
    monkeypatch.setattr(Loader, "size", 2)
    wanted = [{"房号": str(number)} for number in range(101, 106)]

    class Killed(Exception):
        pass

    def die(report: LoadReport) -> None:
        if report.read == 5:
            raise Killed

    with pytest.raises(Killed):
        import_units(rows(*wanted), node=cast.project, by=cast.supervisor, now=cast.now, progress=die)
    seen: list[int] = []
    report = import_units(
        rows(*wanted),
        node=cast.project,
        by=cast.supervisor,
        now=cast.now,
        progress=lambda report: seen.append(report.read),
    )
    assert (report.new, report.known, seen) == (1, 4, [2, 4, 5])
    assert Unit.objects.filter(building__name="9栋").count() == 5


def test_reads_the_excel_file_that_we_hand_out(cast, tmp_path) -> None:
    """EST-7"""
    file = BytesIO()
    header = [str(one.label) for one in UNIT_COLUMNS]
    write_xlsx(file, header, [[str(one.example) for one in UNIT_COLUMNS]])
    (tmp_path / "units.xlsx").write_bytes(file.getvalue())
    report = import_units(read_table(tmp_path / "units.xlsx"), node=cast.project, by=SYSTEM, now=cast.now)
    assert (report.new, report.faulty) == (1, [])


@pytest.mark.parametrize("person", ["stranger", "other_supervisor", "engineer", "customer"])
def test_is_refused_to_who_may_not_change_estates_here(cast, person: str) -> None:
    """ORG-2"""
    with pytest.raises(NotAllowed):
        import_units(rows({}), node=cast.project, by=getattr(cast, person), now=cast.now)


CELL = (
    st.none()
    | st.text(max_size=30)
    | st.sampled_from(["8栋", "1", "-1", "1e9", "9999-99-99", "在售", "NaN", "∞"])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys([*GOOD, "楼层", "用途", "交付日期"], CELL)),
        max_size=6,
    )
)
def test_no_cell_breaks_it(cast, cells: list[dict[str, str | None]]) -> None:
    """INF-10: every row is loaded, known or named as faulty."""
    report = import_units(rows(*cells), node=cast.project, by=cast.supervisor, now=cast.now)
    assert report.new + report.known + report.faulty_lines == report.read == len(cells)
