"""alongside hot-issues: a table of messages gathered into issues, hottest first (CHN-11). Needs no database."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import click
from django.utils import translation
from django.utils.translation import pgettext

from alongside.domain.assistance.imports.tables import Messages, read_mapping, read_messages
from alongside.domain.assistance.rules.gathering import gather, weigh
from alongside.domain.assistance.rules.ranking import HotIssue, rank
from alongside.faces.cli.unpacked import unpacked
from alongside.faces.cli.without_database import words_at_hand
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import UnreadableTable, write_csv, write_xlsx

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
SHOWN = 10


@click.command("hot-issues")
@click.argument("file", type=FILE)
@click.option(
    "--mapping",
    "mapping",
    multiple=True,
    metavar="FIELD=NAME|FILE.toml",
    help="Which column is which field: number, who, title, at, words, approvals, objections. What is not named is guessed.",
)
@click.option(
    "--issues",
    type=OUT,
    default="hot-issues.csv",
    show_default=True,
    help="Where the ranked issues are written (.csv or .xlsx).",
)
@click.option(
    "--members",
    type=OUT,
    default="hot-issue-messages.csv",
    show_default=True,
    help="Where their messages are written (.csv or .xlsx).",
)
@click.option(
    "--days",
    default=30,
    show_default=True,
    type=click.IntRange(1, 3650),
    help="An issue silent for so many days is over.",
)
@click.option(
    "--least",
    default=2,
    show_default=True,
    type=click.IntRange(1),
    help="Messages that make an issue; fewer if many approve.",
)
@click.option("--top", default=0, help="Write so many issues only; 0: all.")
@click.option("--sheet", help="Sheet of a workbook; without it the first.")
@click.option("--json", "as_json", is_flag=True, help="Say the ranked issues as JSON.")
def command(
    file: Path,
    mapping: tuple[str, ...],
    issues: Path,
    members: Path,
    days: int,
    least: int,
    top: int,
    sheet: str | None,
    as_json: bool,
) -> None:
    """Gather the messages of FILE (CSV, CSV.GZ or Excel) into issues of one place and subject, ranked by heat."""
    words_at_hand()
    began = time.monotonic()
    try:
        with unpacked(file) as plain:
            found = read_messages(plain, mapping=read_mapping(mapping), sheet=sheet)
    except (UnreadableTable, Refused) as no:
        _end(str(no))
    click.echo(
        "Columns: " + ", ".join(f"{name} = {column}" for name, column in found.columns.items()), err=True
    )

    def progress(done: int) -> None:
        click.echo(
            f"\r{done:>9,} of {len(found.pieces):,} gathered, {time.monotonic() - began:,.0f} s",
            nl=False,
            err=True,
        )

    weighed = weigh(found.pieces)
    groups = gather(found.pieces, weighed, within=timedelta(days=days), progress=progress)
    ranked = rank(groups, found.pieces, weighed, least=least)
    ranked = ranked[:top] if top else ranked
    click.echo("", err=True)
    is_chinese = bool(re.search("[㐀-鿿]", "".join(found.header)))
    with translation.override("zh-hans" if is_chinese else "en"):
        _write(issues, _heads(), [_line(place, one, found) for place, one in enumerate(ranked, start=1)])
        _write(members, (pgettext("hot issue", "Issue"), *found.header), _member_lines(ranked, found))
    if as_json:
        click.echo(
            json.dumps(
                [_as_data(place, one, found) for place, one in enumerate(ranked, start=1)],
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        for place, one in enumerate(ranked[:SHOWN], start=1):
            click.echo(
                f"{place:>3}  {one.heat.heat:>8}  {one.heat.messages:>4} messages, {one.heat.people} people  {one.first:%Y/%m/%d} – {one.last:%Y/%m/%d}  {one.place}  {found.pieces[one.middle].title}"
            )
    said = f"{len(found.pieces):,} messages, {len(ranked):,} issues in {time.monotonic() - began:,.1f} s: {issues}, {members}"
    click.echo(said, err=True)
    for line, words in found.faulty[:SHOWN]:
        click.echo(f"  line {line} left out: {words or 'no words'}", err=True)
    if len(found.faulty) > SHOWN:
        click.echo(f"  … and {len(found.faulty) - SHOWN:,} more", err=True)


def _heads() -> tuple[str, ...]:
    return (
        pgettext("hot issue", "Rank"), pgettext("hot issue", "Issue"), pgettext("hot issue", "Heat"), pgettext("hot issue", "Time span"), pgettext("hot issue", "Place or people"), pgettext("hot issue", "What it is about"),
        pgettext("hot issue", "Number of messages"), pgettext("hot issue", "People"), pgettext("hot issue", "Approvals"), pgettext("hot issue", "Objections"), pgettext("hot issue", "Acceleration"),
    )  # fmt: skip


def _line(place: int, one: HotIssue, found: Messages) -> tuple[Any, ...]:
    span = f"{one.first:%Y/%m/%d} – {one.last:%Y/%m/%d}"
    heat = one.heat
    return (
        place, place, heat.heat, span, one.place, found.pieces[one.middle].title, heat.messages, heat.people,
        heat.approvals, heat.objections, heat.acceleration,
    )  # fmt: skip


def _member_lines(ranked: Sequence[HotIssue], found: Messages) -> Iterable[tuple[Any, ...]]:
    for place, one in enumerate(ranked, start=1):
        for number in one.members:
            yield (place, *(found.rows[number].get(name) for name in found.header))


def _as_data(place: int, one: HotIssue, found: Messages) -> dict[str, Any]:
    return {
        "rank": place,
        "heat": one.heat.heat,
        "first": one.first.isoformat(" "),
        "last": one.last.isoformat(" "),
        "place": one.place,
        "about": found.pieces[one.middle].title,
        "people": one.heat.people,
        "approvals": one.heat.approvals,
        "objections": one.heat.objections,
        "acceleration": one.heat.acceleration,
        "messages": [found.pieces[number].key for number in one.members],
    }


def _write(out: Path, header: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with out.open("wb") as file:
        (write_xlsx if out.suffix.lower() == ".xlsx" else write_csv)(file, header, rows)


def _end(words: str) -> NoReturn:
    click.echo(f"alongside: {words}", err=True)
    sys.exit(1)
