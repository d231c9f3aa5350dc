"""What `alongside import` does and says."""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
from django.utils import timezone

from alongside.domain.cases.imports.loading import search_index_relaxed
from alongside.domain.cases.imports.mapping import CaseMapping
from alongside.domain.cases.imports.requests import ImportReport, Marks, import_requests
from alongside.domain.customers.imports import import_customers
from alongside.domain.estates.imports import import_units
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM
from alongside.kernel.bulk import LoadReport, Progress
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import UnreadableTable, read_table, write_csv

SHOWN = 10  # faulty rows named on the screen; the file names all


def import_cases(file: Path, mapping: Path, *, dry_run: bool, errors: Path | None) -> None:
    """Requests of another system, as the mapping reads them."""

    def load(plain: Path, progress: Progress) -> ImportReport:
        with nullcontext() if dry_run else search_index_relaxed():
            return import_requests(
                plain,
                CaseMapping.read(mapping),
                by=SYSTEM,
                now=timezone.now(),
                dry_run=dry_run,
                progress=progress,
            )

    report = _run(file, load, dry_run=dry_run, errors=errors)
    if isinstance(report, ImportReport):
        _say_marks(report.marks)


def import_units_file(file: Path, node: str, *, dry_run: bool, errors: Path | None) -> None:
    """Units of a project's estates."""
    _run(file, _into(import_units, node, dry_run), dry_run=dry_run, errors=errors)


def import_customers_file(file: Path, node: str, *, dry_run: bool, errors: Path | None) -> None:
    """Customers known at a project."""
    _run(file, _into(import_customers, node, dry_run), dry_run=dry_run, errors=errors)


def _into(
    load: Callable[..., LoadReport], code: str, dry_run: bool
) -> Callable[[Path, Progress], LoadReport]:
    node = Node.objects.filter(code=code).first()
    if node is None:
        raise click.ClickException(f"there is no node {code}")
    return lambda plain, progress: load(
        read_table(plain), node=node, by=SYSTEM, now=timezone.now(), dry_run=dry_run, progress=progress
    )


def _run(
    file: Path, load: Callable[[Path, Progress], LoadReport], *, dry_run: bool, errors: Path | None
) -> LoadReport:
    """Load with progress on standard error, then say what was found. Exit code 1 when the file does not fit."""
    began = time.monotonic()

    def progress(read: int) -> None:
        click.echo(f"\r{read:>9,} rows read, {time.monotonic() - began:,.0f} s", nl=False, err=True)

    try:
        with unpacked(file) as plain:
            report = load(plain, progress)
    except (Refused, UnreadableTable) as no:
        click.echo(f"\nalongside: {no}", err=True)
        sys.exit(1)
    click.echo("", err=True)
    click.echo(f"{report.read:,} rows read, {report.faulty_lines:,} faulty and kept out.")
    if dry_run:
        click.echo("Dry run: nothing was written.")
    else:
        click.echo(f"{report.new:,} new, {report.known:,} were there already.")
    for one in report.faulty[:SHOWN]:
        click.echo(f"  line {one.line}, {one.column}: {one.reason}")
    if len(report.faulty) > SHOWN:
        click.echo(f"  … and {len(report.faulty) - SHOWN:,} more")
    if errors:
        with errors.open("wb") as out:
            write_csv(
                out,
                ("line", "column", "reason"),
                ((one.line, one.column, one.reason) for one in report.faulty),
            )
        click.echo(f"Faulty rows: {errors}")
    return report


def _say_marks(marks: Marks) -> None:
    if marks.theirs_on_time or marks.theirs_late:
        click.echo(
            f"Closed with a target: the file marks {marks.theirs_on_time:,} on time and {marks.theirs_late:,} late, "
            f"{marks.unmarked:,} unmarked; we count {marks.ours_on_time:,} on time and {marks.ours_late:,} late; "
            f"{marks.differing:,} marked rows differ."
        )


@contextmanager
def unpacked(file: Path) -> Iterator[Path]:
    """The file itself, or what a .gz holds, for as long as the block lasts."""
    if file.suffix != ".gz":
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / file.stem
        with gzip.open(file) as packed, plain.open("wb") as out:
            shutil.copyfileobj(packed, out)
        yield plain
