"""Every check besides the tests, one after the other; `make check`. With names, only those: ARGS="ruff mypy".

All of them run even when one fails, so that one round shows everything.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")

CHECKS = {
    "style": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "floors": [str(BIN / "lint-imports"), "--no-logo"],
    "types": [str(BIN / "mypy")],
    "templates": [str(BIN / "djlint"), "src", "--lint", "--quiet"],
    "texts": [PYTHON, "-m", "alongside.config.texts", "check"],
    "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "settings": [PYTHON, "-m", "django", "check"],
    "architecture": [PYTHON, "-m", "pytest", "-q", "tests/architecture"],
}
NOTHING_TO_DO = "No files to check"  # what djlint says, with a failing exit code, when there is no template


def main(chosen: list[str]) -> int:
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
        "LOG_LEVEL": "error",
    }
    failed = []
    for name, command in CHECKS.items():
        if chosen and name not in chosen:
            continue
        began = time.monotonic()
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        good = done.returncode == 0 or NOTHING_TO_DO in done.stdout
        print(f"{'✓' if good else '✗'} {name:<13} {time.monotonic() - began:5.1f} s", flush=True)
        if not good:
            failed.append(name)
            print(done.stdout, flush=True)
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
