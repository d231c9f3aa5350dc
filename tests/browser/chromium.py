"""Finds a Chromium for the browser tests, and gets one when there is none.

In this order: an installed one, the system's package where that may be installed, Playwright's own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What a browser would tell the world or ask of it is none of the tests' business.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]
MISSING = "No Chromium for the browser tests. Install the package `chromium`, or run `.venv/bin/playwright install chromium`."


def find() -> Path | None:
    """The browser's program; CHROMIUM in the environment wins."""
    if given := os.environ.get("CHROMIUM"):
        return Path(given)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _playwrights_own()


def _playwrights_own() -> Path | None:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = [
        *folder.glob("chromium-*/chrome-linux*/chrome"),
        *folder.glob("chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
    ]
    return max(found) if found else None


def get() -> bool:
    """Install a browser. True when there is one afterwards."""
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print("· Installing Chromium", flush=True)
        quiet = {
            "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.DEVNULL,
        }
        subprocess.run([apt, "update", "-qq"], check=False, **quiet)
        subprocess.run(
            [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False, **quiet
        )
    if not find():
        print("· Fetching Playwright's Chromium", flush=True)
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"], stdin=subprocess.DEVNULL, check=False
        )
    return find() is not None


if __name__ == "__main__":
    if not find() and not get():
        sys.exit(MISSING)
