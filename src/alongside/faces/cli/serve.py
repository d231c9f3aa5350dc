"""alongside serve: the web server."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress

import click
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from alongside.config import embedded_database, environment, own_keys


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
    try:
        Granian(
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
        ).serve()
    finally:
        if held:
            held.release()
        with suppress(FileNotFoundError):
            shutil.rmtree(figures)
