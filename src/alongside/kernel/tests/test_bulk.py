"""Reading a file's fields as people write them (EST-7)."""

from datetime import date

import pytest

from alongside.kernel.bulk import Cells, LoadReport, as_date, batches
from alongside.kernel.columns import Column
from alongside.kernel.faults import WRONG
from alongside.kernel.quantities import as_area
from alongside.kernel.tables import Row


@pytest.mark.parametrize(
    "text", ["2024-06-30", "2024/6/30", "2024.6.30", "2024年6月30日", "20240630", "2024-06-30 00:00:00"]
)
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert as_date(text) == date(2024, 6, 30)


@pytest.mark.parametrize("text", ["2024-02-30", "30/6/2024", "明天", "2024", "0024-01-01", "2024-6"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        as_date(text)


def test_a_fault_names_the_column_as_the_file_does() -> None:
    report = LoadReport()
    columns = {"area": Column("area", "建筑面积")}
    cells = Cells(Row(7, {"面积": "很大"}), columns, {"area": "面积"}, report.faulty)
    assert cells.read("area", as_area, WRONG) is None
    assert [(one.line, one.column, one.kind, one.value) for one in report.faulty] == [
        (7, "面积", WRONG, "很大")
    ]
    assert cells.is_faulty


def test_batches_hold_every_row_once() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
