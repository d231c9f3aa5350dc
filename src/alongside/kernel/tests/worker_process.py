"""A real worker in a process of its own, on the database of the running test."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

SOURCE = Path(__file__).resolve().parents[3]


@contextmanager
def a_worker(**environment: str) -> Iterator[subprocess.Popen]:
    """`alongside work` until the block ends. The test needs real transactions."""
    name = connection.settings_dict["NAME"]
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    process = subprocess.Popen(
        [sys.executable, "-m", "alongside.faces.cli", "work", "--concurrency", "2"],
        env=os.environ | {"DATABASE_URL": address, "PYTHONPATH": str(SOURCE)} | environment,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def soon(holds: Callable[[], object], *, within: float = 30) -> object:
    """The first true answer; fails when there is none in time."""
    deadline = time.monotonic() + within
    while not (answer := holds()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return answer
