"""Loading many rows at once: batches, COPY, and what an import says of its file."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import InvalidOperation
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction

from alongside.kernel.columns import Column, guess_columns
from alongside.kernel.faults import IS_NO_CHOICE, WRONG, FaultKind, FaultyRow
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import Row

T = TypeVar("T")
BATCH = 2_500
LONGEST_VALUE = 80  # characters of a faulty value that are shown


@dataclass
class LoadReport:
    """What a run found and did. Every row read is new, changed, the same as what is there, or faulty.

    `fields` counts what the changed ones differ in; `line` is the last line that was dealt with.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    line: int = 0
    faulty: list[FaultyRow] = field(default_factory=list)
    fields: Counter[str] = field(default_factory=Counter)

    @property
    def known(self) -> int:
        """Rows whose thing was there already."""
        return self.changed + self.same

    @property
    def faulty_lines(self) -> int:
        return len({one.line for one in self.faulty})


# Hears the report after each batch, inside the batch's transaction.
Progress = Callable[[LoadReport], None]


class Cells:
    """One line of a file, read field by field; what is wrong is noted under the column's own name.

    `names`: by which column name the file has a field; a field that it lacks is left out.
    """

    def __init__(
        self, row: Row, columns: Mapping[str, Column], names: Mapping[str, str], faulty: list[FaultyRow]
    ) -> None:
        self.line, self._cells, self._columns, self._names = row.line, row.cells, columns, names
        self._faulty = faulty
        self.is_faulty = False

    def text(self, field: str) -> str:
        name = self._names.get(field)
        return (self._cells.get(name) or "").replace("\x00", "").strip() if name else ""

    def fault(self, field: str, kind: FaultKind, **facts: Any) -> None:
        self.is_faulty = True
        name, value = self._names.get(field, ""), self.text(field)[:LONGEST_VALUE]
        self._faulty.append(FaultyRow(self.line, kind, self._columns[field], name, value, facts))

    def read(self, field: str, read: Callable[[str], T], kind: FaultKind = WRONG) -> T | None:
        """The field through `read`, None where it is empty. ValueError and Refused are noted as that fault."""
        text = self.text(field)
        if not text:
            return None
        try:
            return read(text)
        except (Refused, ValueError, InvalidOperation, ArithmeticError):
            self.fault(field, kind)
        return None

    def choice(self, field: str) -> str:
        """The code of a choice, empty where nothing stands; a fault says what may stand there."""
        text = self.text(field)
        try:
            return self._columns[field].code_of(text) if text else ""
        except ValueError:
            self.fault(field, IS_NO_CHOICE)
            return ""


class Loader(ABC, Generic[T]):
    """One run of one import: sees every row of the file in order, batch by batch, each in one transaction.

    It must remember by itself what it needs of earlier rows (the same key again), for rows that an earlier run
    of the same import has dealt with are only read again, not written.
    """

    columns: Sequence[Column]
    size = BATCH

    def __init__(self, names: Mapping[str, str] | None) -> None:
        self.names = names
        self.by_field = {one.field: one for one in self.columns}

    def cells(self, row: Row, faulty: list[FaultyRow]) -> Cells:
        if self.names is None:  # nobody has chosen: as the header says
            self.names = guess_columns(self.columns, list(row.cells))
        return Cells(row, self.by_field, self.names, faulty)

    @abstractmethod
    def read(self, row: Row, faulty: list[FaultyRow]) -> T | None:
        """What the row says; None when that is faulty."""

    @abstractmethod
    def write(self, rows: list[T], report: LoadReport) -> None:
        """Compare with what is there, count in the report, and (unless it is a dry run) write."""

    def run(
        self, rows: Iterable[Row], *, after_line: int = 0, progress: Progress | None = None
    ) -> LoadReport:
        """Load the rows. Those up to `after_line` were dealt with before and are counted in no report."""
        report = LoadReport()
        for batch in batches(rows, self.size):
            with transaction.atomic():
                self._run_batch(batch, report, after_line)
                if progress and batch[-1].line > after_line:
                    progress(report)
        return report

    def _run_batch(self, batch: list[Row], report: LoadReport, after_line: int) -> None:
        already: list[FaultyRow] = []
        good = []
        for row in batch:
            is_done = row.line <= after_line
            one = self.read(row, already if is_done else report.faulty)
            report.read += not is_done
            if one is not None and not is_done:
                good.append(one)
        if good:
            self.write(good, report)
        report.line = batch[-1].line


def as_date(text: str) -> date:
    """2024-06-30, 2024/6/30, 2024.6.30, 2024年6月30日, 20240630, a time behind it left out."""
    text = text.strip().split("T")[0].split(" ")[0]
    for mark in "年月/.":
        text = text.replace(mark, "-")
    text = text.rstrip("日-")
    if "-" not in text and len(text) == 8:
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    year, month, day = (int(part) for part in text.split("-"))
    if year < 1900:
        raise ValueError(text)
    return date(year, month, day)


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of at most `size`."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """So many ids of a table, never given to anybody else."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(model: type[models.Model], fields: str, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows by COPY, in the caller's transaction. `fields` are column names, separated by spaces.

    Values are as the database wants them: encrypted texts encrypted, search vectors in PostgreSQL's spelling.
    """
    columns = ", ".join(connection.ops.quote_name(name) for name in fields.split())
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([json.dumps(value) if isinstance(value, dict | list) else value for value in row])


def update_rows(model: type[models.Model], fields: str, rows: Iterable[Iterable[Any]]) -> None:
    """Set columns of many rows by COPY and one UPDATE, in the caller's transaction: each row is (id, values…)."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = [connection.ops.quote_name(name) for name in ["id", *fields.split()]]
    sets = ", ".join(f"{name} = changing.{name}" for name in names[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE changing ON COMMIT DROP AS SELECT {', '.join(names)} FROM {table} WITH NO DATA"
        )
        with cursor.copy(f"COPY changing ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"UPDATE {table} SET {sets} FROM changing WHERE {table}.id = changing.id")
        cursor.execute("DROP TABLE changing")


@contextmanager
def one_run_at_a_time(name: str) -> Iterator[None]:
    """Batches of two runs of the same import follow each other. Inside a transaction; ends with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
    yield
