"""alongside health: ask the running server how it is."""

from __future__ import annotations

import json
import sys
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import click

from alongside.config import environment


@click.command("health")
def command() -> None:
    """Ask the web server at HOST and PORT whether it is ready; exit code 1 when it isn't."""
    env = environment.load()
    try:
        with urlopen(f"http://{env.host}:{env.port}/ready", timeout=10) as answer:
            click.echo(json.load(answer)["status"])
    except HTTPError as refused:
        click.echo(json.load(refused)["status"] if refused.code == 503 else f"answered {refused.code}")
        sys.exit(1)
    except URLError as silent:
        click.echo(f"no answer: {silent.reason}")
        sys.exit(1)
