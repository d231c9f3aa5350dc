"""What `alongside import` does and says."""

from __future__ import annotations

import gzip
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
from django.utils import timezone

from alongside.domain.cases.imports.loading import search_index_relaxed
from alongside.domain.cases.imports.mapping import CaseMapping
from alongside.domain.cases.imports.requests import ImportReport, import_requests
from alongside.kernel.actor import SYSTEM
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import UnreadableTable, write_csv

SHOWN = 10  # faulty rows named on the screen; the file names all


def import_cases(file: Path, mapping: Path, *, dry_run: bool, errors: Path | None) -> None:
    """Run the import with progress on standard error. Exit code 1 when file and mapping do not fit."""
    began = time.monotonic()

    def progress(read: int) -> None:
        click.echo(f"\r{read:>9,} rows read, {time.monotonic() - began:,.0f} s", nl=False, err=True)

    try:
        with unpacked(file) as plain, nullcontext() if dry_run else search_index_relaxed():
            report = import_requests(
                plain,
                CaseMapping.read(mapping),
                by=SYSTEM,
                now=timezone.now(),
                dry_run=dry_run,
                progress=progress,
            )
    except (Refused, UnreadableTable) as no:
        click.echo(f"\nalongside: {no}", err=True)
        sys.exit(1)
    click.echo("", err=True)
    _say(report, dry_run=dry_run)
    if errors:
        with errors.open("wb") as out:
            write_csv(
                out,
                ("line", "column", "reason"),
                ((one.line, one.column, one.reason) for one in report.faulty),
            )
        click.echo(f"Faulty rows: {errors}")


def _say(report: ImportReport, *, dry_run: bool) -> None:
    faulty_rows = len({one.line for one in report.faulty})
    click.echo(f"{report.read:,} rows read, {faulty_rows:,} faulty and kept out.")
    if dry_run:
        click.echo("Dry run: nothing was written.")
    else:
        click.echo(f"{report.new:,} new cases, {report.known:,} were there already.")
    for one in report.faulty[:SHOWN]:
        click.echo(f"  line {one.line}, {one.column}: {one.reason}")
    if len(report.faulty) > SHOWN:
        click.echo(f"  … and {len(report.faulty) - SHOWN:,} more")
    marks = report.marks
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
