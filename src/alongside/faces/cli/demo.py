"""alongside demo: everything at once, for a first look."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

import click
from django.core.management import call_command
from django.db import connection

from alongside.config import environment
from alongside.faces.cli.database_at_hand import database_at_hand

if TYPE_CHECKING:
    from alongside.config.demo_company import SignIn

READY_SECONDS = 90
STOP_SECONDS = 25


@click.command("demo")
def command() -> None:
    """Database, packs, demo company, web server and worker. Ctrl-C stops all that was started."""
    signal.signal(signal.SIGTERM, _stop)
    os.environ["DEMO"] = "1"
    port = environment.load().port
    os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
    environment.load.cache_clear()
    try:
        with database_at_hand():
            click.echo("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)
            # They need Django ready, which is only so in here.
            import_module("alongside.config.packs").load_packs()
            click.echo("Inviting the demo company …")
            sign_ins = import_module("alongside.config.demo_company").ensure_demo_company()
            connection.close()
            _run(sign_ins)
    except KeyboardInterrupt:
        click.echo("Stopped.")


def _stop(signal_number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _run(sign_ins: list[SignIn]) -> None:
    """Web server and worker as children of ours, until one of them ends or we are told to stop."""
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name in ("serve", "work"):
            # Their own session: Ctrl-C reaches us alone, and we stop them in order.
            children[name] = subprocess.Popen(
                [sys.executable, "-m", "alongside.faces.cli", name], start_new_session=True
            )
        if _until_ready(children["serve"]):
            _welcome(sign_ins)
        while all(child.poll() is None for child in children.values()):
            time.sleep(0.5)
        ended = next(name for name, child in children.items() if child.poll() is not None)
        click.echo(f"`alongside {ended}` ended unexpectedly; stopping.", err=True)
        sys.exit(1)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for child in children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _until_ready(server: subprocess.Popen[bytes]) -> bool:
    env = environment.load()
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{env.port}/ready", timeout=5):
                return True
        except (URLError, OSError):
            time.sleep(0.2)
    return False


def _welcome(sign_ins: list[SignIn]) -> None:
    address = environment.load().public_url
    click.echo(f"\n  Alongside 同行 is running: {address}\n")
    for one in sign_ins:
        click.echo(f"  {one.role:<28} {one.name:<20} {one.password:<20} {address}{one.page}")
    click.echo(f"\n  Its website, with the chat window and the form: {address}/demo/site/")
    click.echo(f"  What it would send, sign-in codes too: {address}/demo/outbox/")
    click.echo("\n  Ctrl-C stops it. Your data stays for the next start.\n", nl=True)
    sys.stdout.flush()
