"""alongside import: tables from other systems. What is done stands in `importing`, which needs Django ready."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from alongside.faces.cli.database_at_hand import database_at_hand

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def command() -> None:
    """Take in tables from other systems."""


@command.command("cases")
@click.argument("file", type=FILE)
@click.option("--mapping", required=True, type=FILE, help="How to read the columns (TOML).")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), help="Write the faulty rows here (CSV)."
)
def cases(file: Path, mapping: Path, dry_run: bool, errors: Path | None) -> None:
    """Load FILE (CSV, CSV.GZ or Excel) as cases. Killed, it is run again; what is there is passed over."""
    with database_at_hand():
        import_module("alongside.faces.cli.importing").import_cases(
            file, mapping, dry_run=dry_run, errors=errors
        )
