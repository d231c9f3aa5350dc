"""alongside work: the worker."""

from __future__ import annotations

import asyncio

import click
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from alongside.config import environment
from alongside.faces.cli.database_at_hand import database_at_hand


@click.command("work")
@click.option("--concurrency", type=click.IntRange(1, 128), help="Jobs at once (WORKER_CONCURRENCY).")
def command(concurrency: int | None) -> None:
    """Run the worker until Ctrl-C or SIGTERM. Any number may run, on any number of machines."""
    with database_at_hand():
        asyncio.run(_work(concurrency or environment.load().worker_concurrency))


async def _work(concurrency: int) -> None:
    """Take jobs as they come. Told to stop, finish those at hand for up to 20 seconds."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    worker = app.with_connector(connector.get_worker_connector())
    async with worker.open_async():
        await worker.run_worker_async(concurrency=concurrency, shutdown_graceful_timeout=20)
