"""The commands by name. A command's file is imported only when it's asked for, so that each starts quickly."""

from __future__ import annotations

from importlib import import_module

import click

from alongside import __version__

# name -> (file beside this one, what the list says of it)
COMMANDS = {
    "demo": ("demo", "Set up and run everything, with a demo company."),
    "serve": ("serve", "Run the web server."),
    "work": ("work", "Run the worker: reactions, deadlines, mails."),
    "sweep": ("sweep", "Make the worker's rounds once: deadlines, mails."),
    "import": ("import_tables", "Take in tables from other systems."),
    "assist": ("assist", "Learn labels from a table of texts, and measure how well."),
    "hot-issues": ("hot_issues", "Gather a table of messages into issues, hottest first."),
    "export": ("export", "Tables out: ask in somebody's name, see how far they are."),
    "privacy": ("privacy", "Requests about personal data, holds, retention, certificates."),
    "user": ("user", "Create people who sign in."),
    "database": ("database", "Bring the database up to date."),
    "client": ("client", "API clients: create, list, revoke."),
    "audit": ("audit", "Check the access log: is it as it was written?"),
    "keys": ("keys", "Change the keys of encrypted data while people work."),
    "check": ("check", "Check the settings and that all is ready to run."),
    "health": ("health", "Ask the running web server how it is."),
    "manage": ("manage", "Pass a command on to Django's management."),
}


class Commands(click.Group):
    """Takes `command` from the file that the table names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"alongside.faces.cli.{COMMANDS[name][0]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.command(cls=Commands)
@click.version_option(__version__)
def main() -> None:
    """Alongside: customer service for real estate."""
