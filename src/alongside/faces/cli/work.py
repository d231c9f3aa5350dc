"""alongside work: the worker."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from importlib import import_module

import click
from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from alongside.config import environment
from alongside.faces.cli.database_at_hand import database_at_hand
from alongside.faces.cli.listening import listening_to_mailboxes

HEARTBEAT_SECONDS = 4.0  # how often a worker says that it lives
SILENT_SECONDS = (
    12.0  # after so long without a word it is dead for the others; rescue_jobs waits a little longer
)
LONGEST_PAUSE = 15  # seconds between two tries when the database is away

log = logging.getLogger(__name__)


@click.command("work")
@click.option("--concurrency", type=click.IntRange(1, 128), help="Jobs at once (WORKER_CONCURRENCY).")
def command(concurrency: int | None) -> None:
    """Run the worker until Ctrl-C or SIGTERM. Any number may run, on any number of machines."""
    with database_at_hand(), listening_to_mailboxes():
        asyncio.run(_work(concurrency or environment.load().worker_concurrency))


async def _work(concurrency: int) -> None:
    """Work until told to stop; when the database goes away, wait for it and go on."""
    timetable = import_module("alongside.config.timetable")  # needs Django to be ready
    timetable.set_timetable()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    pause = 1
    while not stop.is_set():
        started = loop.time()
        try:
            await _work_until(stop, timetable.LANES, concurrency)
        except Exception:
            log.exception("the worker stumbled and starts again")
            # The timetable enqueues over Django's connection of this thread, which nobody else would renew.
            await sync_to_async(close_old_connections)()
            if loop.time() - started > 60:
                pause = 1
            await _wait(stop, pause)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _work_until(stop: asyncio.Event, lanes: dict[str, tuple[str, ...]], concurrency: int) -> None:
    """One worker for each lane. Told to stop, they finish what is at hand for up to 20 seconds."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    worker = app.with_connector(connector.get_worker_connector())
    async with worker.open_async():
        lanes_running = [
            asyncio.create_task(
                worker.run_worker_async(
                    name=lane,
                    queues=list(queues),
                    concurrency=concurrency,
                    shutdown_graceful_timeout=20,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=SILENT_SECONDS,
                    delete_jobs="successful",
                    install_signal_handlers=False,
                )
            )
            for lane, queues in lanes.items()
        ]
        told = asyncio.create_task(stop.wait())
        await asyncio.wait([told, *lanes_running], return_when=asyncio.FIRST_COMPLETED)
        for one in (told, *lanes_running):
            one.cancel()
        ends = await asyncio.gather(*lanes_running, return_exceptions=True)
    if not stop.is_set():
        raise next(
            (end for end in ends if isinstance(end, Exception)), RuntimeError("a lane ended by itself")
        )


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
