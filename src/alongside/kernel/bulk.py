"""Loading many rows at once: batches, COPY, and what an import says of its file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

from alongside.kernel.refusals import Refused

T = TypeVar("T")
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """Where a file is wrong, and why, in words for the person whose file it is."""

    line: int
    column: str
    reason: str


@dataclass
class LoadReport:
    """What a run found and did. `known` rows were there already and were left alone."""

    read: int = 0
    new: int = 0
    known: int = 0
    faulty: list[FaultyRow] = field(default_factory=list)

    @property
    def faulty_lines(self) -> int:
        return len({one.line for one in self.faulty})


class Cells:
    """One line of a file, read field by field; what is wrong is noted under the column's own name.

    `names` says under which column names a field may stand.
    """

    def __init__(
        self,
        line: int,
        cells: dict[str, str | None],
        names: dict[str, tuple[str, ...]],
        faulty: list[FaultyRow],
    ) -> None:
        self.line, self._cells, self._names, self._faulty = line, cells, names, faulty
        self.is_faulty = False

    def column(self, field: str) -> str:
        """The name by which the file has this field, else the first that it could have."""
        return next((name for name in self._names[field] if name in self._cells), self._names[field][0])

    def text(self, field: str) -> str:
        return (self._cells.get(self.column(field)) or "").replace("\x00", "").strip()

    def fault(self, field: str, reason: Any) -> None:
        self.is_faulty = True
        self._faulty.append(FaultyRow(self.line, self.column(field), str(reason)))

    def read(self, field: str, read: Callable[[str], T], reason: Any = "") -> T | None:
        """The field through `read`, None where it is empty. ValueError and Refused are noted as faults."""
        text = self.text(field)
        if not text:
            return None
        try:
            return read(text)
        except Refused as refusal:
            self.fault(field, refusal.words)
        except (ValueError, InvalidOperation, ArithmeticError):
            self.fault(field, reason)
        return None


def as_decimal(text: str) -> Decimal:
    """112.60, 1,112.6, 112.60㎡. ValueError for anything that is no finite number."""
    number = Decimal(text.replace(",", "").rstrip("㎡m²平方米 "))
    if not number.is_finite():
        raise ValueError(text)
    return number


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


@contextmanager
def one_run_at_a_time(name: str) -> Iterator[None]:
    """Batches of two runs of the same import follow each other. Inside a transaction; ends with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
    yield
