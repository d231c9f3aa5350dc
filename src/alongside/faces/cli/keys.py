"""alongside keys: change the keys under which personal data lies, while people work."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from alongside.config.own_keys import new_key
from alongside.faces.cli.database_at_hand import database_at_hand


@click.group("keys")
def command() -> None:
    """Keys of encrypted fields and files: see docs/operations.md for the four steps."""


@command.command("new")
@click.argument("key_id")
def new(key_id: str) -> None:
    """Print a new key, to be put into FIELD_KEYS, BLIND_INDEX_KEY or AUDIT_KEYS by hand."""
    if not key_id.isalnum() or len(key_id) > 20:
        raise click.ClickException("a key's id is up to 20 letters and digits, such as k2")
    click.echo(f"{key_id}:{new_key()}")


def called(key_id: str) -> str:
    """A key by its id, as a person reads it."""
    return key_id or "the key without an id"


@command.command("status")
def status() -> None:
    """Which key writes, and where values of others are left. Exit code 1 while there are any."""
    with database_at_hand():
        actions = import_module("alongside.domain.privacy.actions.rotating")
        current = import_module("alongside.kernel.crypto").current_key()[0]
        current_index = import_module("alongside.kernel.blind_indexes").current_index_key()
        click.echo(f"New values are written with {current}, blind indexes with {called(current_index)}.")
        totals: dict[tuple[str, str], int] = {}
        left = 0
        for place, keys in actions.all_uses().items():
            is_index = place.startswith(actions.PREFIX)
            for key, count in sorted(keys.items()):
                what = "blind indexes" if is_index else "values"
                totals[what, key] = totals.get((what, key), 0) + count
                if key != (current_index if is_index else current):
                    left += count
                    click.echo(f"  {called(key)}: {count:,} in {place}")
        for (what, key), count in sorted(totals.items()):
            click.echo(f"{called(key)}: {count:,} {what}")
        if left:
            sys.exit(1)
        click.echo("Every other key can be dropped.")


@command.command("rotate")
def rotate() -> None:
    """Encrypt anew whatever lies under an old key. May be interrupted and called again."""
    with database_at_hand():
        actions = import_module("alongside.domain.privacy.actions.rotating")
        system = import_module("alongside.kernel.actor").SYSTEM
        now = import_module("django.utils.timezone").now()
        rotation = actions.rotate_keys(by=system, now=now, in_background=False)
        done = 0

        def heard(count: Any) -> None:
            nonlocal done
            done += count
            click.echo(f"\r{done:>11,} of {rotation.total:,}", nl=False, err=True)

        ended = actions.work_on_rotation(rotation.pk, now=now, heard=heard)
        click.echo("", err=True)
        for place, count in ended.left.items():
            click.echo(f"  {count:,} left in {place}")
        if ended.left:
            raise click.ClickException(
                "processes with the old order of keys still write; restart them, call again"
            )
        keys = f"{ended.key_id} (blind indexes: {called(ended.index_key_id)})"
        click.echo(f"{done:,} values lie under {keys} now. Every other key can be dropped.")
