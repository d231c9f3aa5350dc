"""alongside sweep: make the worker's rounds once, now."""

from __future__ import annotations

import click
from procrastinate.contrib.django import app

from alongside.faces.cli.database_at_hand import database_at_hand

ROUNDS = {
    "alongside.domain.cases.jobs.sweep": "deadlines warned of, missed, escalated",
    "alongside.domain.conversations.jobs.sweep": "mails left lying woken",
    "alongside.domain.privacy.jobs.carry_on": "erasures gone on with, and done again after a restored backup",
    "alongside.domain.organisation.jobs.sweep_webhooks": "webhook deliveries left lying woken",
}


@click.command("sweep")
def command() -> None:
    """Do at once what the worker does by the clock: deadlines and the outbox. May run beside a worker."""
    with database_at_hand():
        for name, what in ROUNDS.items():
            app.tasks[name]()
            click.echo(what)
