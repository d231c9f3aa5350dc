"""alongside export: tables asked for in a person's name. That it was asked here stands in its reason, and the person
fetches the file in the desk: nobody at a shell takes out what another's name stands on."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import click

from alongside.faces.cli.database_at_hand import database_at_hand

MOST = 50


@click.group("export")
def command() -> None:
    """Tables out: asked for in somebody's name, written by the worker, fetched by them in the desk within a day."""


@command.command("ask")
@click.argument("kind", type=click.Choice(["cases", "customers"]))
@click.option("--staff", required=True, help="User name of the person in whose name it goes out.")
@click.option("--node", required=True, help="Code of the place; with all below it.")
@click.option("--reason", required=True, help="What for; who approves it and who audits it reads this.")
@click.option(
    "--full", is_flag=True, help="Names and numbers in full; waits for somebody else's yes in the desk."
)
@click.option("--format", "form", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True)
@click.option("--words", default="", help="Narrow it by words, as the list of the desk does.")
def ask(kind: str, staff: str, node: str, reason: str, full: bool, form: str, words: str) -> None:
    """Ask for a table and print its number. What the person may not see or export is not in it."""
    with database_at_hand():
        exporting = import_module("alongside.domain.work.actions.exporting")
        models = import_module("alongside.domain.organisation.models")
        refused = import_module("alongside.kernel.refusals").Refused
        now = datetime.now(UTC)
        place = models.Node.objects.filter(code=node).first()
        if place is None:
            raise click.ClickException(f"there is no node {node}")
        conditions = {"node": place.pk} | ({"q": words} if words else {})
        try:
            run = exporting.ask_export(
                kind,
                node=place,
                conditions=conditions,
                is_masked=not full,
                format=form,
                reason=f"{reason} [alongside export, {getpass.getuser()}]",
                by=_person(staff, now),
                now=now,
            )
        except refused as no:
            raise click.ClickException(str(no)) from no
        click.echo(f"export {run.pk}: {run.state}, {run.expected:,} rows")


@command.command("list")
@click.option("--staff", default="", help="Only those of this person.")
def listing(staff: str) -> None:
    """Print the last exports: number, what, place, whose, state, rows."""
    with database_at_hand():
        rows = import_module("alongside.domain.work.models").ExportRun.objects.select_related(
            "node", "asked_by"
        )
        if staff:
            rows = rows.filter(asked_by__username=staff)
        for run in rows.order_by("-pk")[:MOST]:
            way = "masked" if run.is_masked else "full"
            click.echo(
                f"{run.pk}\t{run.kind}\t{run.node.code}\t{run.asked_by.username}\t{way}\t{run.state}\t{run.rows}"
            )


def _person(username: str, now: datetime) -> Any:
    models = import_module("alongside.domain.organisation.models")
    staff = models.StaffMember.objects.filter(username=username.strip().lower()).first()
    if staff is None:
        raise click.ClickException(f"there is no staff member {username}")
    return import_module("alongside.domain.organisation.queries").actor_for(staff, now=now)
