"""python -m bench.imports [N]: homes, customers and listings of N rows each through `alongside import`, twice (EST-7).

Told of each: seconds by the clock, of processor time (ours and PostgreSQL's), memory, and what came of it. The second
time must change nothing. Exit code 1 when a table takes more than a minute for 100,000 rows, or is not taken whole.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.own_database import database_cpu_seconds, own_database
from bench.processes import PROJECT

NAME = "bench_imports"
MOST_SECONDS = 60  # for 100,000 rows
TABLES = {"units": "homes.csv", "customers": "customers.csv", "listings": "listings.csv"}


@dataclass(frozen=True)
class Run:
    """One run of `alongside import`."""

    what: str
    seconds: float
    ours: float
    database: float
    mib: float
    said: str


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with own_database(NAME), tempfile.TemporaryDirectory() as folder:
        _prepare()
        # In a process of its own: the memory of ours is where the counting of a child's begins.
        subprocess.run([sys.executable, "bench/tables.py", str(count), folder], check=True, cwd=PROJECT)
        runs = [
            _import(kind, Path(folder) / name, again)
            for kind, name in TABLES.items()
            for again in ("", "the same again")
        ]
    load = os.getloadavg()[0]
    print(f"\n{count:,} rows each; load of the machine {load:.1f} at the end\n")
    print(
        "| table | seconds | our processor time | PostgreSQL's | memory | said |\n|---|--:|--:|--:|--:|---|"
    )
    for one in runs:
        print(
            f"| {one.what} | {one.seconds:.1f} | {one.ours:.1f} | {one.database:.1f} | {one.mib:.0f} MiB | {one.said} |"
        )
    whole = [f"{count:,} new, 0 changed, 0 unchanged", f"0 new, 0 changed, {count:,} unchanged"] * len(TABLES)
    wrong = [one.what for one, right in zip(runs, whole, strict=True) if right not in one.said]
    slow = [one.what for one in runs if one.seconds > MOST_SECONDS * max(1, count / 100_000)]
    if wrong or slow:
        sys.exit(f"not taken whole: {wrong}; too slow: {slow}")


def _prepare() -> None:
    """A company with one place, and somebody who collects listings."""
    now = datetime.now(UTC)
    import_module("alongside.config.packs").load_packs()
    organisation = import_module("alongside.domain.organisation.models")
    system = import_module("alongside.kernel.actor").SYSTEM
    add_node = import_module("alongside.domain.organisation.actions").add_node
    office = organisation.Calendar.objects.get(code="office")
    root = add_node(parent=None, kind="group", name="集团", code="G", calendar=office, by=system, now=now)
    place = add_node(parent=root, kind="project", name="观澜庭", code="GLT", by=system, now=now)
    person = organisation.StaffMember.objects.create(username="agent001", name="夏", created_at=now)
    role = organisation.Role.objects.get(code="service_agent")
    organisation.Appointment.objects.create(
        staff=person, position="经纪人", role=role, node=place, from_at=now
    )


def _import(kind: str, file: Path, again: str) -> Run:
    command = [sys.executable, "-m", "alongside.faces.cli", "import", kind, str(file), "--node", "GLT"]
    database, began = database_cpu_seconds(), time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        said = process.stdout.read() if process.stdout else ""
        _pid, code, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}: {said}")
    counted = re.search(r"[\d,]+ new, [\d,]+ changed, [\d,]+ unchanged", said)
    run = Run(
        f"{kind}{', ' if again else ''}{again}",
        time.perf_counter() - began,
        used.ru_utime + used.ru_stime,
        database_cpu_seconds() - database,
        used.ru_maxrss / 1024,
        counted[0] if counted else said[-200:],
    )
    print(run, file=sys.stderr)
    return run


if __name__ == "__main__":
    main()
