"""alongside database: bring the schema and the packs up to date."""

from __future__ import annotations

from importlib import import_module

import click
from django.core.management import call_command

from alongside.faces.cli.database_at_hand import database_at_hand


@click.group("database")
def command() -> None:
    """Bring the database up to date."""


@command.command("migrate")
def migrate() -> None:
    """Run all migrations, then load the packs. May run any number of times."""
    with database_at_hand():
        call_command("migrate", interactive=False, verbosity=1)
        # They need Django ready, which is only so in here.
        import_module("alongside.config.packs").load_packs()
