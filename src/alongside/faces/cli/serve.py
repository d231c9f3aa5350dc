"""alongside serve: the web server."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from alongside.config import embedded_database, environment, own_keys

MOST_ENDS, WITHIN_SECONDS = 5, 60


def keep_serving(make: Callable[[], Any]) -> None:
    """Serve until asked to stop, with another server when one ends by itself.

    The server puts a new process in the place of one that died, but gives up when that one dies within 5.5 seconds,
    a time that cannot be set: two kills in a row (out of memory, say) would take the site away. One that ends again
    and again cannot run at all: then SystemExit says so to whoever started us.
    """
    ends: deque[float] = deque(maxlen=MOST_ENDS)
    while True:
        server = make()
        try:
            server.serve()
        except SystemExit:
            if server.interrupt_signal:
                raise
        if server.interrupt_signal:
            return
        ends.append(time.monotonic())
        if len(ends) == MOST_ENDS and ends[-1] - ends[0] < WITHIN_SECONDS:
            print("alongside: the server ended again and again; see above", file=sys.stderr)
            sys.exit(1)
        print("alongside: the server ended by itself; beginning anew", file=sys.stderr, flush=True)
        time.sleep(len(ends) - 1)
        if server.interrupt_signal:  # asked meanwhile: its handlers still listen
            return


@click.command("serve")
@click.option("--host", help="Address to listen on (HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (PORT).")
@click.option("--processes", type=click.IntRange(1, 256), help="Server processes (WEB_PROCESSES).")
@click.option("--threads", type=click.IntRange(1, 512), help="Threads in each process (WEB_THREADS).")
def command(host: str | None, port: int | None, processes: int | None, threads: int | None) -> None:
    """Run the web server until Ctrl-C or SIGTERM. Options win over the environment."""
    env = environment.load()
    own_keys.complete(env)
    # Each process writes its figures here, so that any of them can answer for all at /metrics.
    figures = env.var_dir / "metrics" / str(os.getpid())
    figures.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(figures)
    try:
        held = None if env.database_url else embedded_database.hold(env.var_dir / "postgres")
    except embedded_database.CannotStart as reason:
        print(f"alongside: {reason}", file=sys.stderr)
        sys.exit(3)

    # Loaded once, and shared by the processes that the server makes of this one; a new one in the place of one that
    # died answers at once.
    import_module("alongside.config.wsgi")

    def server() -> Any:  # the library types its class as a variable
        return Granian(
            "alongside.config.wsgi:application",
            address=host or env.host,
            port=port or env.port,
            interface=Interfaces.WSGI,
            workers=processes or env.web_processes,
            blocking_threads=threads or env.web_threads,
            respawn_failed_workers=True,
            workers_kill_timeout=15,
            websockets=False,
            http1_settings=HTTP1Settings(header_read_timeout=15_000),
            log_level=LogLevels.error,
        )

    try:
        keep_serving(server)
    finally:
        if held:
            held.release()
        with suppress(FileNotFoundError):
            shutil.rmtree(figures)
