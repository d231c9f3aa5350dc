"""Tables in and out, as people send them."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from alongside.kernel.tables import (
    Row,
    UnreadableTable,
    harmless,
    read_header,
    read_table,
    write_csv,
    write_xlsx,
)


@pytest.fixture
def a_file(tmp_path):
    def write(data, name="t"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_reads_any_usual_encoding_and_delimiter(a_file, encoding, delimiter):
    path = a_file(f"姓名{delimiter}电话\r\n王伟{delimiter}100\r\n".encode(encoding))
    assert read_header(path) == ["姓名", "电话"]
    assert list(read_table(path)) == [Row(2, {"姓名": "王伟", "电话": "100"})]


def test_names_the_line_in_the_file_even_after_quoted_line_ends(a_file):
    path = a_file('a,b\n"1\n2",x\n\n3,y\n')
    assert [(row.line, row.cells["a"]) for row in read_table(path)] == [(2, "1\n2"), (5, "3")]


def test_skips_repeated_headers_and_empty_lines(a_file):
    path = a_file("\n a ,b,\n1,2\na,b\n,,\n3\n")
    assert [row.cells for row in read_table(path)] == [{"a": "1", "b": "2"}, {"a": "3", "b": None}]


@pytest.mark.parametrize("nothing", ["", " ", "暂无数据", "空", "-", "N/A", "\u3000", "NULL"])
def test_the_ways_of_writing_nothing_are_none(a_file, nothing):
    path = a_file(f"a,b\nx,{nothing}\n")
    assert next(read_table(path)).cells["b"] is None


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n\n ,\n", "empty"),
        (b"a,b\n\x81\xff\xff", "encoding"),
        (b"a,\x00b\n", "format"),
        (b"PK\x03\x04 no workbook", "format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook", "format"),
        (b"a,b,a\n1,2,3\n", "duplicate"),
        (b",".join(b"c%d" % i for i in range(501)), "columns"),
        (b"a,b\n" + b"x" * 2_000_000, "cell"),
    ],
)
def test_says_why_a_file_can_not_be_read(a_file, data, reason):
    with pytest.raises(UnreadableTable) as error:
        list(read_table(a_file(data)))
    assert error.value.reason == reason


def test_reads_excel_as_a_person_would_have_typed_it(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet("客户")
        page.write_row(1, 0, ["姓名", "面积", "数", "日期", "空"])
        page.write_row(2, 0, [" 王伟 ", 89.5, 13800000000])
        page.write_datetime(2, 3, datetime(2026, 3, 2), workbook.add_format({"num_format": "yyyy-mm-dd"}))
        page.write(2, 4, "暂无数据")
    row = Row(3, {"姓名": "王伟", "面积": "89.5", "数": "13800000000", "日期": "2026-03-02", "空": None})
    assert list(read_table(path)) == list(read_table(path, sheet="客户")) == [row]
    with pytest.raises(UnreadableTable, match="房屋"):
        list(read_table(path, sheet="房屋"))


FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "  =1", "＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_only_text(text):
    out = io.BytesIO()
    write_csv(out, [text], [[text]])
    for cells in csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")):
        assert cells == ["'" + text]
    out = io.BytesIO()
    write_xlsx(out, ["a"], [[text]])
    assert b"<f>" not in out.getvalue()
    out.seek(0)
    assert CalamineWorkbook.from_filelike(out).get_sheet_by_index(0).to_python()[1] == [text]


@pytest.mark.parametrize("text", ["-12.50", "+8613800000000", "普通", "a=b", "", "-5%"])
def test_harmless_text_stays_as_it_is(text):
    assert harmless(text) == text


def test_writes_numbers_dates_and_long_texts(tmp_path):
    path = tmp_path / "out.xlsx"
    row = [
        Decimal("83250.00"),
        7,
        date(2026, 3, 2),
        datetime(2026, 3, 2, 1, tzinfo=UTC),
        None,
        True,
        "x" * 40_000,
        "\x00a",
    ]
    write_xlsx(path, [f"c{i}" for i in range(len(row))], [row], sheet="投诉/日报", widths=[20])
    cells = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1]
    assert cells[:4] == [83250.0, 7.0, date(2026, 3, 2), datetime(2026, 3, 2, 1)]
    assert cells[4:] == ["", True, "x" * 32_767, "a"]


@given(
    st.lists(st.lists(st.text('ab=,"水;\n', max_size=6).map(str.strip), min_size=2, max_size=2), max_size=5)
)
def test_what_is_written_is_read_again(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("tables") / "t.csv"
    with path.open("wb") as file:
        write_csv(file, ["甲", "乙"], rows)
    read = [[row.cells["甲"], row.cells["乙"]] for row in read_table(path)]
    assert read == [[harmless(cell) or None for cell in row] for row in rows if any(row)]
