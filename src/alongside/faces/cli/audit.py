"""alongside audit: is the access log as it was written?"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import Any

import click

from alongside.faces.cli.database_at_hand import database_at_hand

SHOWN = 50


@click.group("audit")
def command() -> None:
    """The access log: who was shown whose personal data."""


@command.command("verify")
@click.option("--head", default="", help="Hash of a block that was noted elsewhere; it must still be there.")
def verify(head: str) -> None:
    """Go through every line and block; name what was altered, removed or inserted. Exit code 1 when something was."""
    with database_at_hand():
        chain = import_module("alongside.kernel.access_chain")
        began = time.monotonic()

        def heard(report: Any) -> None:
            click.echo(f"\r{report.lines:>11,} lines, {time.monotonic() - began:,.0f} s", nl=False, err=True)

        checked = chain.verify_log(head=head, heard=heard)
        click.echo("", err=True)
        click.echo(
            f"{checked.lines:,} lines, {checked.sealed:,} of them sealed in {checked.blocks:,} blocks, "
            f"read in {time.monotonic() - began:,.1f} s."
        )
        if checked.cut_before:
            click.echo(
                f"{checked.cut:,} lines from before {checked.cut_before:%Y-%m-%d} went by retention, with a sealed record."
            )
        if checked.head:
            click.echo(f"Head of the chain: {checked.head}")
        for one in checked.found[:SHOWN]:
            click.echo(f"  {one.what}{f' line {one.line}' if one.line else ''}: {one.words}")
        if len(checked.found) > SHOWN:
            click.echo(f"  … and {len(checked.found) - SHOWN:,} more")
        if checked.found:
            sys.exit(1)
        click.echo("Nothing was altered, removed or inserted.")


@command.command("seal")
def seal() -> None:
    """Seal what has settled, as the worker does every minute."""
    with database_at_hand():
        chain = import_module("alongside.kernel.access_chain")
        blocks = chain.seal_lines(now=import_module("django.utils.timezone").now())
        click.echo(f"{sum(one.line_count for one in blocks):,} lines sealed in {len(blocks)} blocks.")
