"""One run: database, load, servers, the six ways, the table. Needs Django ready, so __main__ imports it late."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg
from psycopg import sql

from alongside.config import embedded_database, environment
from bench.processes import PROJECT, Server, free_port, served
from bench.visitors import Timing, Visitor, keep_asking
from bench.ways import Way, survey, time_sql, ways

AT_ONCE = 8
WRITING = {"W1", "W6"}
PROCESSES = "2"
WARM_SECONDS = 1.5
ALONE_SECONDS = 2.0


def run(asked: argparse.Namespace) -> None:
    """Everything, printed as Markdown and kept as JSON under var/bench."""
    home = environment.load().var_dir / "postgres"
    name = os.environ["BENCH_NAME"]
    with embedded_database.running(home):
        is_new = _database(home, name, keep=asked.keep)
        address = embedded_database.url(home, name)
        os.environ["DATABASE_URL"] = address
        environment.load.cache_clear()
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
        django.setup()
        _lay_out_static_files()
        loaded = _fill(asked, address) if is_new else None
        result = {"name": name, "loaded": loaded, "right": _is_right(asked.data, address)}
        result |= _measure(asked, address)
    _tell(result)
    folder = environment.load().var_dir
    (folder / f"{name}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False), encoding="utf-8")


def _database(home: Path, name: str, *, keep: bool) -> bool:
    """Make the database; True when it is new and empty."""
    with psycopg.connect(embedded_database.url(home, "postgres"), autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if there and keep:
            return False
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return True


def _lay_out_static_files() -> None:
    """The server under measurement has a folder of its own, static files included."""
    # Django is ready only now.
    from django.core.management import call_command  # noqa: PLC0415

    from alongside.config import frontend  # noqa: PLC0415

    frontend.gather(environment.load().var_dir / "frontend")
    call_command("collectstatic", interactive=False, verbosity=0)


def _fill(asked: argparse.Namespace, address: str) -> dict[str, float]:
    # Django is ready only now.
    from django.core.management import call_command  # noqa: PLC0415

    from alongside.config.packs import load_packs  # noqa: PLC0415
    from alongside.domain.organisation.models import SecurityPolicy  # noqa: PLC0415
    from bench.data import load, midnight  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    load_packs()
    SecurityPolicy.objects.update(clearance_required=False, second_factor_for=[])  # its staff sign nothing
    loaded = load(count=asked.cases, folder=asked.data, now=midnight())
    print(f"loaded {loaded.cases:,} cases in {loaded.seconds:.1f} s", file=sys.stderr)
    return {"cases": loaded.cases, "seconds": round(loaded.seconds, 1)}


def _is_right(folder: Path | None, address: str) -> dict[str, list[int]] | None:
    """Our counts beside those of expected.json; a wrong one ends the run."""
    if folder is None:
        return None
    from alongside.kernel.search_counts import count_hits  # noqa: PLC0415

    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    with psycopg.connect(address) as connection:
        ours = {
            "cases": [connection.execute("SELECT count(*) FROM cases_case WHERE source_key LIKE 'bench:%'").fetchone()[0], expected["tickets"]],
            "open": [connection.execute("SELECT count(*) FROM cases_case WHERE is_open AND source_key LIKE 'bench:%'").fetchone()[0], expected["open"]],
            "follow-ups": [
                connection.execute(
                    "SELECT count(*) FROM conversations_message m JOIN cases_case c USING (conversation_id) "
                    "WHERE c.source_key LIKE 'bench:%'"
                ).fetchone()[0] - expected["tickets"],
                expected["comments"],
            ],
        }  # fmt: skip
    ours |= {
        word: [count_hits("cases_casesearch", word), hits]
        for word, hits in expected["hits_title_or_body"].items()
    }
    wrong = {name: pair for name, pair in ours.items() if pair[0] != pair[1]}
    if wrong and not os.environ.get("BENCH_KEPT"):
        print(f"WRONG COUNTS: {wrong}", file=sys.stderr)
        sys.exit(1)
    return ours


def _measure(asked: argparse.Namespace, address: str) -> dict[str, object]:
    from bench.data import PASSWORD  # noqa: PLC0415

    ground = survey(address)
    wanted = [way for way in ways(ground) if not asked.only or way.code in asked.only.split(",")]
    rows = []
    with _both(address) as (ours, bare):
        idle = ours.memory_mib()
        visitors = []
        for number in range(AT_ONCE):
            visitor = Visitor(ours.port, number)
            visitor.sign_in(f"agent{number * 7 + 1:03d}" if number else "manager", PASSWORD)
            visitors.append(visitor)
        strangers = [Visitor(bare.port, number) for number in range(AT_ONCE)]
        managers = _managers(ours.port, PASSWORD)
        # Who reads is timed on the data as it was loaded; the ways that write come after.
        for way in sorted(wanted, key=lambda way: way.code in WRITING):
            people = managers if way.code == "W5" else visitors
            rows.append(_one(way, people, strangers, ours, address, asked))
            print(f"{way.code} {rows[-1]}", file=sys.stderr)
        after = ours.memory_mib()
        started = ours.started_in
    rows.sort(key=lambda row: str(row["way"]))
    return {"ways": rows, "memory_mib": [round(idle), round(after)], "start_seconds": round(started, 2)}


def _managers(port: int, password: str) -> list[Visitor]:
    """Figures are for managers."""
    people = [Visitor(port, number) for number in range(AT_ONCE)]
    for one in people:
        one.sign_in("manager", password)
    return people


@contextmanager
def _both(address: str) -> Iterator[tuple[Server, Server]]:
    """Ours and the bare pages, two server processes each."""
    port, bare = free_port(), free_port()
    ours = {
        "PORT": str(port), "HOST": "127.0.0.1", "DATABASE_URL": address, "WEB_PROCESSES": PROCESSES, "LOG_LEVEL": "error",
        "WEB_THREADS": "1", "DATABASE_POOL_SIZE": "1",
    }  # fmt: skip
    with (
        served([sys.executable, "-m", "alongside.faces.cli", "serve"], port=port, environment=ours, ready="/ready") as one,
        served(
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", PROCESSES, "--host", "127.0.0.1",
                "--port", str(bare), "--blocking-threads", "1", "--log-level", "error", "bench.bare:application",
            ],
            port=bare, environment={"BENCH_DATABASE": address, "PYTHONPATH": f"{PROJECT}:{PROJECT / 'src'}"}, ready="/ready",
        ) as two,
    ):  # fmt: skip
        yield one, two


def _one(
    way: Way,
    visitors: list[Visitor],
    strangers: list[Visitor],
    ours: Server,
    address: str,
    asked: argparse.Namespace,
) -> dict[str, object]:
    """Ours, bare and SQL in turn, as many runs as asked; the medians."""
    keep_asking(visitors[:2], way.ask, seconds=WARM_SECONDS, expected=way.expected)
    keep_asking(strangers[:2], lambda one: one.get(way.bare)[0], seconds=WARM_SECONDS / 2, expected=200)
    busy: list[Timing] = []
    bare: list[Timing] = []
    raw: list[Timing] = []
    cpu: list[float] = []
    for _run in range(asked.runs):
        before = ours.cpu_seconds()
        busy.append(keep_asking(visitors, way.ask, seconds=asked.seconds, expected=way.expected))
        cpu.append((ours.cpu_seconds() - before) / max(1, len(busy[-1].milliseconds)) * 1000)
        bare.append(
            keep_asking(strangers, lambda one: one.get(way.bare)[0], seconds=asked.seconds / 2, expected=200)
        )
        raw.append(time_sql(address, way.sql, at_once=AT_ONCE, seconds=asked.seconds / 2))
    alone = keep_asking(visitors[:1], way.ask, seconds=ALONE_SECONDS, expected=way.expected)

    def middle(values: list[float]) -> float:
        return round(statistics.median(values), 2)

    per_second = middle([one.per_second for one in busy])
    return {
        "way": way.code,
        "title": way.title,
        "per_second": per_second,
        "median_ms": middle([one.share(50) for one in busy]),
        "p95_ms": middle([one.share(95) for one in busy]),
        "alone_ms": round(alone.share(50), 1),
        "cpu_ms": middle(cpu),
        "bare_per_second": middle([one.per_second for one in bare]),
        "raw_per_second": middle([one.per_second for one in raw]),
        "of_bare": middle([two.per_second / one.per_second for one, two in zip(busy, bare, strict=True)]),
        "of_raw": middle([two.per_second / one.per_second for one, two in zip(busy, raw, strict=True)]),
    }


def _tell(result: dict[str, object]) -> None:
    print(f"\n## {result['name']}\n")
    if result["loaded"]:
        print(
            f"Loaded {result['loaded']['cases']:,} cases with their follow-ups in {result['loaded']['seconds']} s.\n"
        )
    if result["right"]:
        print(
            "Counts, ours / expected: "
            + ", ".join(f"{k} {a:,}/{b:,}" for k, (a, b) in result["right"].items())
            + "\n"
        )
    print(
        "| way of working | per second | median ms | p95 ms | alone ms | server CPU ms | bare /s | ours takes × bare | raw SQL /s | × raw |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    for one in result["ways"]:
        print(
            f"| {one['way']} {one['title']} | {one['per_second']:,.0f} | {one['median_ms']:.0f} | {one['p95_ms']:.0f} | "
            f"{one['alone_ms']} | {one['cpu_ms']:.1f} | {one['bare_per_second']:,.0f} | {one['of_bare']:.1f} | "
            f"{one['raw_per_second']:,.0f} | {one['of_raw']:.1f} |"
        )
    print(
        f"\nMemory of the server processes: {result['memory_mib'][0]} MiB idle, {result['memory_mib'][1]} after. "
        f"Start-up: {result['start_seconds']} s."
    )
