"""A real web server and a real worker as processes of their own, to be killed without warning."""

from __future__ import annotations

import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psutil
from django.test import Client
from django.utils import timezone

from alongside.domain.organisation.models import StaffMember

SOURCE = Path(__file__).resolve().parents[2] / "src"
READY_SECONDS = 90
CSRF = "c" * 32


class Machines:
    """`alongside serve` with two processes and `alongside work`, on one database and one free port."""

    def __init__(self, database_url: str, var_dir: Path, log: Path, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log.open("ab")
        self.environment = os.environ | {
            "DATABASE_URL": database_url,
            "VAR_DIR": str(var_dir),
            "PYTHONPATH": str(SOURCE),
            "DATABASE_POOL_SIZE": "8",
            "LOG_LEVEL": "info",
            "PUBLIC_URL": self.url,
            **environment,
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, *names: str) -> None:
        """Start what is named (`serve`, `work`) and wait until the server answers."""
        options = {
            "serve": ["--port", str(self.port), "--processes", "2", "--threads", "4"],
            "work": ["--concurrency", "3"],
        }
        for name in names:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "alongside.faces.cli", name, *options[name]],
                env=self.environment,
                stdout=self.log,
                stderr=self.log,
                start_new_session=True,
            )
        if "serve" in names:
            self.until(self.is_ready, READY_SECONDS)

    def stand_up(self) -> None:
        """As the service manager does (deploy/*.service, Restart=always): start what ended by itself.

        The server begins anew by itself when its processes are killed in a row, and ends when that goes on.
        """
        self.start(*(name for name, process in self.running.items() if process.poll() is not None))

    def kill(self, name: str) -> None:
        """SIGKILL to the program and all its processes."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_one_web_process(self, choice: random.Random) -> None:
        """SIGKILL to one of the server's processes; the server itself puts another in its place."""
        children = psutil.Process(self.running["serve"].pid).children()
        workers = [one for one in children if "resource_tracker" not in " ".join(one.cmdline())]
        if workers:  # else they are just being replaced
            choice.choice(workers).kill()

    def stop(self) -> None:
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        for process in self.running.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.log.close()

    def is_ready(self) -> bool:
        """Whether the server says that it may get requests; it answers in any case."""
        answer = httpx.get(f"{self.url}/ready", timeout=30)
        assert answer.status_code in (200, 503), answer.text
        return answer.status_code == 200

    @staticmethod
    def until(holds: Callable[[], Any], seconds: float) -> None:
        """Wait until it holds; what cannot be asked yet does not hold yet."""
        deadline = time.monotonic() + seconds
        while True:
            with suppress(httpx.TransportError):
                if holds():
                    return
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.2)


def desk_client(url: str, staff: StaffMember) -> httpx.Client:
    """A browser in which this person is signed in."""
    browser = Client()
    browser.force_login(StaffMember.objects.get(pk=staff.pk))
    return httpx.Client(
        base_url=url,
        cookies={"sessionid": browser.cookies["sessionid"].value, "csrftoken": CSRF, "django_language": "en"},
        headers={"X-CSRFToken": CSRF, "Referer": url},
        timeout=30,
    )


def program_client(url: str, token: str) -> httpx.Client:
    """A program with its token."""
    return httpx.Client(base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30)


def a_word() -> str:
    """Different each time."""
    return secrets.token_hex(8)


def long_ago() -> Any:
    return timezone.now() - timedelta(days=6)
