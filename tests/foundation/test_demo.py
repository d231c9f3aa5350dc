"""`make demo` in small: everything starts with one command and everything stops with one key."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from alongside.config import embedded_database

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start_demo(tmp_path):
    """Starts demos in a folder and on a port of their own, killed in the end if they still run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"PYTHONPATH": str(ROOT / "src"), "PORT": str(port), "VAR_DIR": str(tmp_path), "WEB_PROCESSES": "1"}
    started = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "alongside.faces.cli", "demo"],
            env=kept | own,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Who tests in the background of a shell has Ctrl-C ignored, and so would the demo.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        started.append(process)
        process.port = port
        wait_until_running(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()
    embedded_database.hold(tmp_path / "postgres").release()


def wait_until_running(demo) -> None:
    for line in demo.stdout:
        if "is running" in line:
            return
    pytest.fail(f"the demo ended with {demo.wait()}")


def running_in(folder: Path) -> list[str]:
    """Command lines of the processes that have this folder in their environment or arguments."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            mentions = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in mentions and int(process.name) != os.getpid():
            found.append((process / "cmdline").read_text())
    return found


def test_serves_until_told_to_stop_and_leaves_nothing_running(start_demo, tmp_path):
    for how in (signal.SIGINT, signal.SIGTERM):  # the second start finds the data of the first
        demo = start_demo()
        with urllib.request.urlopen(f"http://127.0.0.1:{demo.port}/ready", timeout=10) as answer:
            assert json.load(answer) == {"status": "ready"}
        assert len(running_in(tmp_path)) >= 4
        demo.send_signal(how)
        assert demo.wait(120) == 0
        time.sleep(0.5)
        assert running_in(tmp_path) == []
