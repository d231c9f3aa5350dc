"""alongside manage: Django's own commands, with the database at hand."""

from __future__ import annotations

import click
from django.core.management import execute_from_command_line

from alongside.faces.cli.database_at_hand import database_at_hand


@click.command(
    "manage",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Pass a command on to Django's management, such as makemigrations or shell."""
    with database_at_hand():
        execute_from_command_line(["alongside manage", *arguments])
