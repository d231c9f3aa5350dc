"""alongside assist: learn to label texts from a table, and measure how well (CHN-10). Needs no database."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from alongside import __version__
from alongside.domain.assistance.imports.tables import Labelled, labelled_texts
from alongside.domain.assistance.rules.learner import Example, LearningFailed, Learnt, learn
from alongside.domain.assistance.rules.light_model import LightModel, UnreadableModel
from alongside.domain.assistance.rules.measuring import Measure, held_back_of_each, measure
from alongside.faces.cli.unpacked import unpacked
from alongside.faces.cli.without_database import words_at_hand
from alongside.kernel.refusals import Refused
from alongside.kernel.tables import UnreadableTable

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("assist")
def command() -> None:
    """Learn labels from a table of texts, and measure how well."""


def _table(call: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.argument("file", type=FILE),
        click.option("--text", "texts", required=True, multiple=True, metavar="COLUMN", help="Column with the text; may be given more than once."),
        click.option("--label", required=True, metavar="COLUMN", help="Column with the label."),
        click.option("--sheet", help="Sheet of a workbook; without it the first."),
        click.option("--held-back", default=20, show_default=True, type=click.IntRange(1, 90), help="Percent of each label's rows that are measured on and not learnt from."),
        click.option("--seed", default=0, show_default=True, help="Which rows are held back; the same ones each time."),
        click.option("--json", "as_json", is_flag=True, help="Say it as JSON."),
    ):  # fmt: skip
        call = option(call)
    return call


@command.command("train")
@_table
@click.option("--model", type=OUT, help="Where the model is written; without it beside FILE, as .model.")
def train(
    file: Path,
    texts: tuple[str, ...],
    label: str,
    sheet: str | None,
    held_back: int,
    seed: int,
    as_json: bool,
    model: Path | None,
) -> None:
    """Learn from FILE (CSV, CSV.GZ or Excel), measure on the rows held back, write the model that was measured."""
    rows = _read(file, texts, label, sheet)
    done = _learnt(rows, held_back, seed)
    out = model or file.with_suffix(".model")
    done.model.about = {
        "learnt_from": done.learnt_from,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "made_with": __version__,
        "text": list(texts),
        "label": label,
        "held_back_percent": held_back,
        "seed": seed,
        "figures": done.figures.as_data,
    }
    data = done.model.to_bytes()
    out.write_bytes(data)
    more = {"model": str(out), "bytes": len(data), "checksum": done.model.checksum}
    _say(done.figures, as_json, {"rows": len(rows), "learnt_from": done.learnt_from, **more})


@command.command("evaluate")
@_table
@click.option(
    "--model", type=FILE, help="Measure this model on every row, instead of learning from the others."
)
def evaluate(
    file: Path,
    texts: tuple[str, ...],
    label: str,
    sheet: str | None,
    held_back: int,
    seed: int,
    as_json: bool,
    model: Path | None,
) -> None:
    """Measure on FILE, writing nothing: with --model on all of it, without on the rows held back from learning."""
    rows = _read(file, texts, label, sheet)
    if model is None:
        done = _learnt(rows, held_back, seed)
        _say(done.figures, as_json, {"rows": len(rows), "learnt_from": done.learnt_from})
        return
    try:
        known = LightModel.read(model)
    except UnreadableModel as no:
        _end(f"{model}: {no}")
    said = []
    for number, row in enumerate(rows, start=1):
        said.append(known.label_of(row.text))
        if number % 1_000 == 0:
            click.echo(f"\r{number:>9,} rows labelled", nl=False, err=True)
    click.echo("", err=True)
    _say(measure([row.label for row in rows], said), as_json, {"rows": len(rows), "model": str(model)})


def _read(file: Path, texts: tuple[str, ...], label: str, sheet: str | None) -> list[Labelled]:
    words_at_hand()
    try:
        with unpacked(file) as plain:
            return list(labelled_texts(plain, texts=texts, label=label, sheet=sheet))
    except (UnreadableTable, Refused) as no:
        _end(str(no))


def _learnt(rows: list[Labelled], held_back: int, seed: int) -> Learnt:
    kept = held_back_of_each([row.label for row in rows], percent=held_back, seed=seed)
    began = time.monotonic()

    def progress(said: str) -> None:
        click.echo(f"\r{said}, {time.monotonic() - began:,.0f} s  ", nl=False, err=True)

    examples = (Example(row.text, row.label, is_held) for row, is_held in zip(rows, kept, strict=True))
    try:
        done = learn(examples, progress=progress)
    except LearningFailed as no:
        _end(str(no))
    click.echo("", err=True)
    return done


def _say(figures: Measure, as_json: bool, more: dict[str, Any]) -> None:
    if as_json:
        click.echo(json.dumps({**more, **figures.as_data}, ensure_ascii=False, indent=1))
        return
    wide = max([5, *(_width(one.label) for one in figures.labels)])
    click.echo(f"{'label'}{' ' * (wide - 5)}  precision  recall     F1  held back")
    for one in figures.labels:
        space = " " * (wide - _width(one.label))
        click.echo(
            f"{one.label}{space}  {one.precision:9.3f}  {one.recall:6.3f}  {one.f1:5.3f}  {one.count:9,}"
        )
    click.echo(
        f"\nmacro F1 {figures.macro_f1:.4f}, accuracy {figures.accuracy:.4f}, measured on {figures.count:,} texts"
    )
    for name, value in more.items():
        click.echo(
            f"{name.replace('_', ' ')}: {value:,}"
            if isinstance(value, int)
            else f"{name.replace('_', ' ')}: {value}"
        )
    rare = Counter(one.count < 5 for one in figures.labels)[True]
    if rare:
        click.echo(f"{rare} labels were measured on fewer than five texts: their figures say little.")


def _width(text: str) -> int:
    """Columns that a text takes on a terminal: Chinese characters take two."""
    return sum(2 if ord(one) > 0x2E7F else 1 for one in text)


def _end(words: str) -> NoReturn:
    click.echo(f"alongside: {words}", err=True)
    sys.exit(1)
