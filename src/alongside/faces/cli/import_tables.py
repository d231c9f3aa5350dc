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


def _table(name: str, node: str, words: str) -> None:
    """A command for one kind of table; all are imported alike."""

    @command.command(name, help=words)
    @click.argument("file", type=FILE)
    @click.option("--node", required=True, help=node)
    @click.option(
        "--column", "columns", multiple=True, metavar="FIELD=NAME", help="Which column is which field."
    )
    @click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
    @click.option("--keep-known", is_flag=True, help="Leave alone what is there already; only add.")
    @click.option("--errors", type=OUT, help="Write the faulty rows here (CSV).")
    def load(
        file: Path, node: str, columns: tuple[str, ...], dry_run: bool, keep_known: bool, errors: Path | None
    ) -> None:
        if wrong := [one for one in columns if "=" not in one]:
            raise click.BadParameter(f"{wrong[0]} is not FIELD=NAME", param_hint="--column")
        with database_at_hand():
            import_module("alongside.faces.cli.importing").import_table(
                name,
                file,
                node,
                columns=dict(one.split("=", 1) for one in columns),
                dry_run=dry_run,
                errors=errors,
                keep=keep_known,
            )


_table(
    "units",
    "Code of the project whose estates these are.",
    "Load FILE (CSV or Excel) as units; estates and buildings that are new are made.",
)
_table(
    "customers",
    "Code of the project that knows these customers.",
    "Load FILE (CSV or Excel) as customers with phone, email and home. Units must be there before.",
)
_table(
    "listings",
    "Code of the store that offers them.",
    "Load FILE (CSV or Excel) as listings, the same by number or door. Each names who collected it.",
)
