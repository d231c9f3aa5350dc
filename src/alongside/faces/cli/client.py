"""alongside client: let programs of others use the API, and stop them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from importlib import import_module

import click

from alongside.faces.cli.database_at_hand import database_at_hand


@click.group("client")
def command() -> None:
    """API clients: create, list, revoke."""


@command.command("create")
@click.argument("name")
@click.option("--role", required=True, help="Code of the role, such as service_agent.")
@click.option("--node", required=True, help="Code of the node; the client reaches what is below it too.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The day from which it is not let in.")
@click.option("--requests-per-minute", type=click.IntRange(1, 1_000_000), default=600, show_default=True)
def create(name: str, role: str, node: str, expires: datetime | None, requests_per_minute: int) -> None:
    """Create a client and print its token, which is shown this once."""
    with database_at_hand():
        organisation = import_module("alongside.domain.organisation.models")
        actions = import_module("alongside.domain.organisation.actions")
        system = import_module("alongside.kernel.actor").SYSTEM
        refused = import_module("alongside.kernel.refusals").Refused
        found_role = organisation.Role.objects.filter(code=role).first()
        found_node = organisation.Node.objects.filter(code=node).first()
        if found_role is None or found_node is None:
            raise click.ClickException(
                f"there is no {'role ' + role if found_role is None else 'node ' + node}"
            )
        try:
            client, token = actions.create_client(
                name=name,
                role=found_role,
                node=found_node,
                by=system,
                now=datetime.now(UTC),
                expires_at=expires and datetime.combine(expires.date(), time(), UTC),
                requests_per_minute=requests_per_minute,
            )
        except refused as no:
            raise click.ClickException(str(no)) from no
        click.echo(f"client {client.pk}: {client.name}")
        click.echo(token)


@command.command("list")
def listing() -> None:
    """Print every client: id, name, role, node, and how it stands."""
    with database_at_hand():
        organisation = import_module("alongside.domain.organisation.models")
        for one in organisation.ApiClient.objects.select_related("role", "node").order_by("pk"):
            click.echo(f"{one.pk}\t{one.name}\t{one.role.code}\t{one.node.code}\t{_standing(one)}")


@command.command("revoke")
@click.argument("client_id", type=int)
def revoke(client_id: int) -> None:
    """Revoke a client: its token is worth nothing from now."""
    with database_at_hand():
        organisation = import_module("alongside.domain.organisation.models")
        actions = import_module("alongside.domain.organisation.actions")
        system = import_module("alongside.kernel.actor").SYSTEM
        client = organisation.ApiClient.objects.filter(pk=client_id).first()
        if client is None:
            raise click.ClickException(f"there is no client {client_id}")
        actions.revoke_client(client, by=system, now=datetime.now(UTC))
        click.echo(f"client {client.pk} revoked")


def _standing(client: object) -> str:
    revoked, expires = getattr(client, "revoked_at", None), getattr(client, "expires_at", None)
    used: date | None = getattr(client, "last_used_on", None)
    if revoked:
        return f"revoked {revoked:%Y-%m-%d}"
    until = f"until {expires:%Y-%m-%d}, " if expires else ""
    return f"{until}last used {used or 'never'}"
