"""The commands by name. A command's file is imported only when it's asked for, so that each starts quickly."""

from __future__ import annotations

from importlib import import_module

import click

from alongside import __version__

COMMANDS = {
    "demo": "Set up and run everything, with a demo company.",
    "serve": "Run the web server.",
    "work": "Run the worker: reactions, deadlines, mails.",
    "database": "Bring the database up to date.",
    "check": "Check the settings and that all is ready to run.",
    "health": "Ask the running web server how it is.",
    "manage": "Pass a command on to Django's management.",
}


class Commands(click.Group):
    """Finds `alongside.faces.cli.NAME.command`; a dash in the name is an underscore in the file's."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"alongside.faces.cli.{name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Commands)
@click.version_option(__version__)
def main() -> None:
    """Alongside: customer service for real estate."""
