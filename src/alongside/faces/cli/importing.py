"""What `alongside import` does and says."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path

import click
from django.core.files import File
from django.utils import timezone

from alongside.domain.cases.imports.loading import search_index_relaxed
from alongside.domain.cases.imports.mapping import CaseMapping
from alongside.domain.cases.imports.requests import ImportReport, Marks, import_requests
from alongside.domain.organisation.models import Node
from alongside.domain.work.actions.importing import begin_import, choose_columns, start_import, work_on_import
from alongside.domain.work.hooks import importer_of
from alongside.domain.work.models import ImportRun
from alongside.domain.work.queries import faults_of, faulty_rows
from alongside.faces.cli.unpacked import unpacked
from alongside.kernel.actor import SYSTEM
from alongside.kernel.bulk import LoadReport, Progress
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import UnreadableTable, write_csv

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


def import_table(
    kind: str,
    file: Path,
    code: str,
    *,
    columns: Mapping[str, str],
    dry_run: bool,
    errors: Path | None,
    keep: bool,
) -> None:
    """Units or customers, through the very actions of the desk; the run stands there among the imports."""
    node = Node.objects.filter(code=code).first()
    if node is None:
        raise click.ClickException(f"there is no node {code}")
    began = time.monotonic()

    def heard(run: ImportRun) -> None:
        what = "imported" if run.state == "importing" else "checked"
        click.echo(f"\r{run.read:>9,} rows {what}, {time.monotonic() - began:,.0f} s", nl=False, err=True)

    try:
        with unpacked(file) as plain, plain.open("rb") as body:
            run = start_import(
                kind=kind, node=node, upload=File(body, name=plain.name), by=SYSTEM, now=timezone.now(),
                in_background=False,
            )  # fmt: skip
        run = _worked_on(run, heard)
        chosen = _chosen(run, columns)
        choose_columns(
            run, columns=chosen, may_change=not keep, by=SYSTEM, now=timezone.now(), in_background=False
        )
        run = _worked_on(run, heard)
        if not dry_run:
            begin_import(run, by=SYSTEM, now=timezone.now(), in_background=False)
            run = _worked_on(run, heard)
    except Refused as no:
        click.echo(f"\nalongside: {no}", err=True)
        sys.exit(1)
    click.echo("", err=True)
    _say_run(run, dry_run=dry_run, errors=errors)


def _worked_on(run: ImportRun, heard: Callable[[ImportRun], None]) -> ImportRun:
    done = work_on_import(run.pk, now=timezone.now(), heard=heard)
    if done is None or done.trouble:
        raise Refused(f"the import stopped: {done.trouble if done else 'it is not there any more'}")
    return done


def _chosen(run: ImportRun, columns: Mapping[str, str]) -> dict[str, int]:
    """The guess, and over it what was said with --column."""
    header = run.seen["header"]
    for field, name in columns.items():
        if name not in header:
            raise Refused(f"the file has no column {name}; it has {', '.join(header)}")
        if field not in {one.field for one in importer_of(run.kind).columns}:
            raise Refused(f"{run.kind} have no field {field}")
    said = {field: header.index(name) for field, name in columns.items()}
    chosen = {field: place for field, place in run.columns.items() if place not in said.values()} | said
    click.echo("Columns: " + ", ".join(f"{field} = {header[place]}" for field, place in chosen.items()))
    return chosen


def _say_run(run: ImportRun, *, dry_run: bool, errors: Path | None) -> None:
    click.echo(f"{run.read:,} rows read, {run.faulty:,} faulty and kept out.")
    click.echo(f"{run.new:,} new, {run.changed:,} changed, {run.same:,} unchanged.")
    if dry_run:
        click.echo("Dry run: nothing was written. It waits in the desk, where it can be imported.")
    for one in faults_of(run, most=SHOWN):
        click.echo(f"  line {one.line}, {one.column}: {one.reason}")
    if errors:
        with errors.open("wb") as out:
            write_csv(out, ("line", "reason", *run.seen["header"]), faulty_rows(run))
        click.echo(f"Faulty rows: {errors}")


def _run(
    file: Path, load: Callable[[Path, Progress], LoadReport], *, dry_run: bool, errors: Path | None
) -> LoadReport:
    """Load with progress on standard error, then say what was found. Exit code 1 when the file does not fit."""
    began = time.monotonic()

    def progress(report: LoadReport) -> None:
        click.echo(f"\r{report.read:>9,} rows read, {time.monotonic() - began:,.0f} s", nl=False, err=True)

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
