"""python -m bench: load, serve, time, tell. See `--help`; `make bench` passes N and DATA."""

from __future__ import annotations

import argparse
import base64
import os
from importlib import import_module
from pathlib import Path

from alongside.config import environment

VAR = Path(__file__).parent.parent / "var" / "bench"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases our own generator tells")
    parser.add_argument("--data", type=Path, help="a folder written by the field's generator, instead")
    parser.add_argument("--seconds", type=float, default=6.0, help="how long each way is asked at 8 at once")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median is told")
    parser.add_argument("--only", default="", help="ways, e.g. W2,W4")
    parser.add_argument("--keep", action="store_true", help="keep the database, and use it when it is there")
    asked = parser.parse_args()
    os.environ["VAR_DIR"] = str(VAR)
    os.environ["LOG_LEVEL"] = "error"
    os.environ["PUBLIC_URL"] = "http://127.0.0.1:8000"
    os.environ["ALLOWED_HOSTS"] = "127.0.0.1"
    # Keys of a database that is thrown away.
    os.environ["SECRET_KEY"] = os.environ["BLIND_INDEX_KEY"] = "for the benchmark only " + "x" * 40
    os.environ["FIELD_KEYS"] = "bench:" + base64.urlsafe_b64encode(b"b" * 32).decode()
    os.environ["AUDIT_KEYS"] = "bench:" + base64.urlsafe_b64encode(b"a" * 32).decode()
    os.environ["BENCH_NAME"] = f"bench_{asked.data.name if asked.data else asked.cases}"
    environment.load.cache_clear()
    import_module("bench.run").run(asked)


if __name__ == "__main__":
    main()
