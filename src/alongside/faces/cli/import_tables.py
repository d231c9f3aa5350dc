"""alongside import: tables from other systems. What is done stands in `importing`, which needs Django ready."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from alongside.faces.cli.database_at_hand import database_at_hand

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("import")
def command() -> None:
    """Take in tables from other systems."""


@command.command("cases")
@click.argument("file", type=FILE)
@click.option("--mapping", required=True, type=FILE, help="How to read the columns (TOML).")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--errors", type=OUT, help="Write the faulty rows here (CSV).")
def cases(file: Path, mapping: Path, dry_run: bool, errors: Path | None) -> None:
    """Load FILE (CSV, CSV.GZ or Excel) as cases. Killed, it is run again; what is there is passed over."""
    with database_at_hand():
        import_module("alongside.faces.cli.importing").import_cases(
            file, mapping, dry_run=dry_run, errors=errors
        )


@command.command("units")
@click.argument("file", type=FILE)
@click.option("--node", required=True, help="Code of the project whose estates these are.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--errors", type=OUT, help="Write the faulty rows here (CSV).")
def units(file: Path, node: str, dry_run: bool, errors: Path | None) -> None:
    """Load FILE (CSV or Excel) as units; estates and buildings that are new are made."""
    with database_at_hand():
        import_module("alongside.faces.cli.importing").import_units_file(
            file, node, dry_run=dry_run, errors=errors
        )


@command.command("customers")
@click.argument("file", type=FILE)
@click.option("--node", required=True, help="Code of the project that knows these customers.")
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--errors", type=OUT, help="Write the faulty rows here (CSV).")
def customers(file: Path, node: str, dry_run: bool, errors: Path | None) -> None:
    """Load FILE (CSV or Excel) as customers with phone, email and home. Units must be there before."""
    with database_at_hand():
        import_module("alongside.faces.cli.importing").import_customers_file(
            file, node, dry_run=dry_run, errors=errors
        )
