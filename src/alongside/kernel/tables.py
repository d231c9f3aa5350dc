"""Tables in and out: CSV and Excel, as people really send and want them.

Reading gives one Row after the other, with the line it stood on, so that a faulty row can be named. Cells are
text, trimmed; an empty one and the ways people write "nothing" are None. Writing neutralises cells that a
spreadsheet would take for a formula.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from alongside.kernel.later import Later

xlsxwriter = Later("xlsxwriter")

MISSING = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "无",
        "空",
        "暂无",
        "暂无数据",
        "null",
        "NULL",
        "None",
        "N/A",
        "n/a",
        "#N/A",
    }
)
MOST_COLUMNS = 500
LONGEST_CELL = 200_000
EXCEL_LONGEST_CELL = 32_767
EXCEL_MOST_ROWS = 1_048_576
_ENCODINGS = ("utf-8-sig", "gb18030")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_EXCEL_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class UnreadableTable(ValueError):
    """The file is no table that we can read; `reason` is a code for the face to put into words.

    empty: no header row · encoding: neither UTF-8, UTF-16 nor GB18030 · format: a broken or protected
    workbook, or no text · columns: too many · cell: one longer than LONGEST_CELL · duplicate: two columns of
    one name (in `detail`) · sheet: the workbook has no sheet of that name (in `detail`).
    """

    def __init__(self, reason, detail=""):
        super().__init__(f"{reason} {detail}".strip())
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number in the file (the header's is usually 1) and its cells by column name."""

    line: int
    cells: dict[str, str | None]


def read_table(path, *, sheet=None):
    """The rows of a CSV or Excel file, one by one. What it is shows its content, not its name.

    The first line that holds anything is the header; where it comes again (copied together pages), and where a
    line is empty, it is skipped. Columns without a name are left out. A CSV streams; a workbook's sheet is read
    whole. Raises UnreadableTable, for the header at the first row asked for.
    """
    path = Path(path)
    with path.open("rb") as file:
        start = file.read(8)
    lines = _excel_lines(path, sheet) if start.startswith(_EXCEL_STARTS) else _csv_lines(path)
    return _rows(lines)


def read_header(path, *, sheet=None):
    """The column names of a file, in order. Raises UnreadableTable."""
    path = Path(path)
    with path.open("rb") as file:
        start = file.read(8)
    lines = _excel_lines(path, sheet) if start.startswith(_EXCEL_STARTS) else _csv_lines(path)
    return [name for name in _header(lines)[1] if name is not None]


@dataclass(frozen=True, slots=True)
class TableLook:
    """What a file looks like: its column names, its first rows, and the number of its last line."""

    header: list[str]
    rows: list[Row]
    lines: int


def look_at_table(path, *, rows=3):
    """Header, first rows and length of a file. Raises UnreadableTable."""
    path = Path(path)
    with path.open("rb") as file:
        is_excel = file.read(8).startswith(_EXCEL_STARTS)
    lines = list(_excel_lines(path, None)) if is_excel else _csv_lines(path)
    length = lines[-1][0] if is_excel and lines else _count_lines(path)
    lines = iter(lines)
    line, header = _header(lines)
    first = list(islice(_rows_under(lines, header), rows))
    return TableLook([name for name in header if name], first, max(length, line))


def _count_lines(path):
    with Path(path).open("rb") as file:
        count = ended = 0
        while block := file.read(1 << 20):
            count += block.count(b"\n")
            ended = block.endswith((b"\n", b"\n\x00"))
    return count + (not ended)


def detect_encoding(path):
    """utf-8-sig, utf-16 or gb18030. Reads the whole file in pieces. Raises UnreadableTable."""
    with Path(path).open("rb") as file:
        start = file.read(4)
    for bom, encoding in _BOMS:
        if start.startswith(bom):
            return encoding
    for encoding in _ENCODINGS:
        if _decodes(path, encoding):
            return encoding
    raise UnreadableTable("encoding")


def write_csv(file, header: Iterable[str], rows: Iterable[Iterable[object]], *, mark=""):
    """Write a CSV that Excel opens right: UTF-8 with BOM, CRLF. `file` takes bytes. `mark` is its first line."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    if mark:
        writer.writerow([harmless(mark)])
    writer.writerow([harmless(name) for name in header])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row])
    text.detach()


def write_xlsx(
    file, header: Iterable[str], rows: Iterable[Iterable[object]], *, sheet="Sheet1", widths=(), mark=""
):
    """Write a workbook with one sheet, row by row in constant memory. `file` takes bytes or is a path.

    `mark` stands above the table, and at head and foot of every page when it is printed.

    Numbers, dates and moments stay what they are (a moment loses its zone: convert it before); everything else
    is text, never a formula or link. Long numbers such as phones and ids stay text when given as text.
    Raises ValueError past Excel's 1,048,576 rows.
    """
    options = {
        "constant_memory": True,
        "remove_timezone": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(file, options) as workbook:
        page = workbook.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", sheet)[:31].strip() or "Sheet1")
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {
            datetime: workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            date: workbook.add_format({"num_format": "yyyy-mm-dd"}),
            Decimal: workbook.add_format({"num_format": "#,##0.00"}),
            time: workbook.add_format({"num_format": "hh:mm"}),
        }
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        top = 0
        if mark:
            top = 1
            page.write_string(0, 0, _excel_text(mark), workbook.add_format({"font_color": "#b4291f"}))
            on_paper = _excel_text(mark).replace("&", "&&")[:200]
            page.set_header(f"&C&8{on_paper}")
            page.set_footer(f"&L&8{on_paper}&R&P / &N")
            page.repeat_rows(0, 1)
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
            workbook.set_properties({"comments": _excel_text(mark)})
        page.freeze_panes(top + 1, 0)
        for column, name in enumerate(header):
            page.write_string(top, column, _excel_text(name), bold)
        for number, row in enumerate(rows, start=top + 1):
            if number >= EXCEL_MOST_ROWS:
                raise ValueError("a sheet has no room for so many rows")
            for column, value in enumerate(row):
                _write_excel_cell(page, number, column, value, formats)


def harmless(text):
    """The text so that no spreadsheet runs it: an apostrophe before what looks like a formula, not before numbers."""
    text = str(text)
    if text.lstrip(" \u00a0\u3000").startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def _rows(lines) -> Iterator[Row]:
    _, header = _header(lines)
    yield from _rows_under(lines, header)


def _rows_under(lines, header) -> Iterator[Row]:
    for line, cells in lines:
        if _names(cells) in ([], header):
            continue
        if len(cells) < len(header):
            cells = [*cells, *[None] * (len(header) - len(cells))]
        yield Row(line, {name: _cell(value) for name, value in zip(header, cells, strict=False) if name})


def _header(lines):
    for line, cells in lines:
        header = _names(cells)
        if header:
            named = [name for name in header if name]
            if len(header) > MOST_COLUMNS:
                raise UnreadableTable("columns")
            for name in named:
                if named.count(name) > 1:
                    raise UnreadableTable("duplicate", name)
            return line, header
    raise UnreadableTable("empty")


def _names(cells):
    names = [" ".join(cell.replace("\ufeff", "").split()) or None if cell else None for cell in cells]
    while names and names[-1] is None:
        names.pop()
    return names


def _cell(value):
    if value is None:
        return None
    value = value.strip(" \t\r\n\u00a0\u3000\ufeff\u200b")
    return None if value in MISSING else value


def _csv_lines(path):
    encoding = detect_encoding(path)
    with Path(path).open(encoding=encoding, newline="") as file:
        sample = file.read(64 * 1024)
        if "\x00" in sample:
            raise UnreadableTable("format")
        file.seek(0)
        reader = csv.reader(_lines(file), delimiter=_delimiter(sample), strict=False)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise UnreadableTable("cell", str(line)) from error


def _lines(file):
    """Lines of bounded length, so that a file without line ends does not fill the memory."""
    while line := file.readline(LONGEST_CELL * 5):
        if len(line) == LONGEST_CELL * 5:
            raise csv.Error("line too long")
        yield line.replace("\x00", "")


def _delimiter(sample):
    first = next((line for line in sample.splitlines() if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"?', "", first)
    return max(",\t;|", key=unquoted.count)


def _decodes(path, encoding):
    decoder = codecs.getincrementaldecoder(encoding)()
    with Path(path).open("rb") as file:
        try:
            while block := file.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _excel_lines(path, sheet):
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        names = workbook.sheet_names
        if sheet is not None and sheet not in names:
            raise UnreadableTable("sheet", sheet)
        if not names:
            raise UnreadableTable("empty")
        page = workbook.get_sheet_by_name(sheet) if sheet is not None else workbook.get_sheet_by_index(0)
        for line, cells in enumerate(page.iter_rows(), start=1):
            yield line, [_excel_cell(value) for value in cells]
    except CalamineError as error:
        raise UnreadableTable("format") from error


def _excel_cell(value):
    """A cell as the text that a person would have typed."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, timedelta):
        return str(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _csv_cell(value):
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.isoformat(" ", timespec="minutes")
    return harmless(value)


def _excel_text(value):
    return _NOT_IN_XML.sub("", str(value))[:EXCEL_LONGEST_CELL]


def _write_excel_cell(page, row, column, value, formats):
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value.replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date | time):
        page.write_datetime(row, column, value, formats[date if isinstance(value, date) else time])
    elif isinstance(value, int | float) and abs(value) < 1e15:
        page.write_number(row, column, value)
    elif isinstance(value, Decimal) and value.is_finite() and abs(value) < 10**13:
        page.write_number(row, column, value, formats[Decimal])
    else:
        page.write_string(row, column, _excel_text(value))
