"""Servers under measurement: started on a free loopback port, watched, ended by their process id."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass
class Server:
    """A started server with all its processes. `started_in` is seconds until the first good answer."""

    port: int
    process: psutil.Process
    started_in: float

    def memory_mib(self) -> float:
        """Memory of its processes, each page counted once among those that share it (PSS), in MiB."""
        return sum(one.memory_full_info().pss for one in self._all()) / 2**20

    def cpu_seconds(self) -> float:
        return sum(sum(one.cpu_times()[:2]) for one in self._all())

    def _all(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def served(command: list[str], *, port: int, environment: dict[str, str], ready: str) -> Iterator[Server]:
    """Run a server until the block ends. Raises RuntimeError when it does not answer within a minute."""
    began = time.perf_counter()
    with subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True) as process:
        try:
            _wait(port, ready, process)
            yield Server(port, psutil.Process(process.pid), time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    raise RuntimeError("the server does not answer")


PROJECT = Path(__file__).parent.parent
