"""alongside check: would it run?"""

from __future__ import annotations

import sys

import click
from django.core.management import call_command

from alongside.config.health import why_not_ready
from alongside.faces.cli.database_at_hand import database_at_hand


@click.command("check")
def command() -> None:
    """Check the settings, the database and its migrations; exit code 1 when something is missing."""
    with database_at_hand():
        call_command("check", deploy=False)
        if reason := why_not_ready():
            click.echo(f"not ready: {reason}")
            sys.exit(1)
    click.echo("ready")
