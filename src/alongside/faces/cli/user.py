"""alongside user: people who sign in."""

from __future__ import annotations

from importlib import import_module

import click
from django.utils import timezone

from alongside.faces.cli.database_at_hand import database_at_hand


@click.group("user")
def command() -> None:
    """Staff members: create with a role at a node."""


@command.command("create")
@click.argument("username")
@click.argument("name")
@click.option("--role", required=True, help="Code of the role, such as security_administrator.")
@click.option("--node", default="", help="Code of the node; the group at the top when left out.")
@click.option("--company", default="", help="On an empty database: the group's name, which is made first.")
@click.password_option(help="Asked for when left out.")
def create(username: str, name: str, role: str, node: str, company: str, password: str) -> None:
    """Add a staff member who can sign in. The first one of a new installation is created with --company."""
    with database_at_hand():
        # The domain needs Django ready, which is only so in here.
        models = import_module("alongside.domain.organisation.models")
        actions = import_module("alongside.domain.organisation.actions")
        system = import_module("alongside.kernel.actor").SYSTEM
        refused = import_module("alongside.kernel.refusals").Refused
        now = timezone.now()
        found_role = models.Role.objects.filter(code=role).first()
        if found_role is None:
            raise click.ClickException(f"there is no role {role}; run `alongside database migrate` first")
        try:
            if company and not models.Node.objects.exists():
                actions.add_node(parent=None, kind="group", name=company, code="HQ", by=system, now=now)
            chosen = {"code": node} if node else {"parent": None}
            place = models.Node.objects.filter(**chosen).first()
            if place is None:
                raise click.ClickException("there is no such node; the first user needs --company")
            staff = actions.add_staff(username=username, name=name, password=password, by=system, now=now)
            actions.appoint(staff, role=found_role, node=place, by=system, now=now)
        except refused as no:
            raise click.ClickException(str(no)) from no
        click.echo(f"{staff.username} can sign in as {found_role.code} at {place.name}.")
