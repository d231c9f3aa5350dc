"""python -m bench.customers [N]: N customers (1,000,000), the pages on which they are found and shown, the nights (CUS-2).

A million customers with homes, contact points, cases and listings in a database of their own; the real server with two
processes; every page asked alone, signed in as agents who reach everything, five projects, one, and a small one. Then
the nightly rounds. Exit code 1 when a page's p95 is over its target.

  --keep      keep the database and use it when it is there
  --explain   print the statements over 10 ms of each page with their plans
  --only X    pages whose name fits the pattern X; --night X rounds whose name has it
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import time
import urllib.parse
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from bench.explaining import explaining
from bench.own_database import HOME, database_cpu_seconds, own_database

TARGET_MS = 100
WARM, TIMES, TIMES_EXPLAINED = 5, 40, 3


@dataclass(frozen=True)
class Page:
    """One page that is timed: who asks for it, where, and what is posted if it is."""

    name: str
    who: str
    path: str
    form: dict[str, str] | None = None


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.customers", description=__doc__)
    parser.add_argument("customers", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--cases", type=int, default=300_000)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--no-nights", action="store_true")
    parser.add_argument("--night", default="", help="only the nightly round whose name has this")
    asked = parser.parse_args()
    with own_database("bench_customers", keep=asked.keep) as is_new:
        if is_new:
            _fill(asked)
        pages = [one for one in _pages() if re.search(asked.only, one.name)]
        with explaining(10) if asked.explain else nullcontext(str) as plans:
            rows = _time(pages, plans, TIMES_EXPLAINED if asked.explain else TIMES) if pages else []
        nights = [] if asked.no_nights else _nights(asked.night)
    _tell(asked, rows, nights)
    if slow := [row[0] for row in rows if row[4] > TARGET_MS]:
        sys.exit(f"over {TARGET_MS} ms: {', '.join(slow)}")


def _fill(asked: argparse.Namespace) -> None:
    import_module("alongside.config.packs").load_packs()
    # Its staff sign nothing.
    policy = import_module("alongside.domain.organisation.models").SecurityPolicy
    policy.objects.update(clearance_required=False, second_factor_for=[])
    import_module("bench.town").build(asked.customers, cases=asked.cases, now=_today())


def _today() -> datetime:
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _pages() -> list[Page]:
    models = import_module("alongside.domain.customers.models")
    town = import_module("bench.town")
    her = (
        models.Customer.objects.filter(name="周敏", cases__isnull=False)
        .distinct()
        .get(cases__source_key="her:0")
    )
    tower = town.biggest_building()
    unit = her.unit_relations.order_by("id").first().unit
    lists = "/desk/customers/"

    def asks(word: str) -> str:
        return f"{lists}?{urllib.parse.urlencode({'q': word})}"

    pages = [
        Page("customer: 3 homes, 40 cases, 200 messages", "wide", f"{lists}{her.pk}/"),
        Page("the same, agent of one project", "one", f"{lists}{her.pk}/"),
        Page("one of her homes", "one", f"/desk/estates/units/{unit.pk}/"),
    ]
    middle = models.Customer.objects.order_by("name_sort_key", "id")[models.Customer.objects.count() // 2]
    after = urllib.parse.urlencode({"after": middle.name_sort_key, "id": middle.pk})
    for who in ("wide", "city", "one", "small"):
        pages += [
            Page(f"customers by name ({who})", who, lists),
            Page(f"customers by name, half-way through ({who})", who, f"{lists}?{after}"),
        ]
        for what, word in {
            "exact phone": "13812344420", "last four digits": "4420", "email": "zhou@example.com", "home 8-2102": "8-2102",
            "name 周敏": "周敏", "pinyin zhoumin": "zhoumin", "initials zm": "zm", "surname 张": "张", "nobody": "欧阳震华",
        }.items():  # fmt: skip
            pages.append(Page(f"search: {what} ({who})", who, asks(word)))
    for segment in models.Segment.objects.order_by("id"):
        for who in ("wide", "one"):
            pages += [
                Page(
                    f"segment preview: {segment.name} ({who})",
                    who,
                    f"{lists}segments/new/",
                    _form(segment, who),
                ),
            ]
        pages.append(Page(f"list of segment {segment.name} (wide)", "wide", f"{lists}?segment={segment.pk}"))
    pages += [
        Page("duplicates", "wide", f"{lists}duplicates/"),
        Page("duplicates (one)", "one", f"{lists}duplicates/"),
        Page("residents by name (one)", "one", "/desk/residents/?" + urllib.parse.urlencode({"q": "周敏"})),
        Page("estates", "wide", "/desk/estates/"),
        Page("matrix of 1,500 homes", "wide", f"/desk/estates/{tower.estate_id}/?building={tower.pk}"),
        Page("listings", "wide", "/desk/listings/"),
        Page("listings: estate, price, rooms", "wide", "/desk/listings/?q=%E6%B9%96%E7%95%94&least=200%E4%B8%87&most=300%E4%B8%87&rooms=3"),
        Page("listings (one)", "one", "/desk/listings/"),
    ]  # fmt: skip
    return pages


def _form(segment: Any, who: str) -> dict[str, str]:
    """What the page of a segment posts when one asks how many."""
    models = import_module("alongside.domain.organisation.models")
    node = models.Appointment.objects.get(staff__username=who).node_id
    form = {"count": "1", "name": "Test", "node": str(node), "is_any": "all", "seen": ""}
    chosen = import_module("alongside.domain.customers.queries.facts")
    for place, (fact, how, value) in enumerate(segment.conditions):
        is_choice = isinstance(chosen.facts()[fact], chosen.Chosen)
        form |= {
            f"fact-{place}": f"{fact}={value}" if is_choice else fact,
            f"how-{place}": how,
            f"value-{place}": "" if is_choice else value,
        }
    return form


def _time(
    pages: list[Page], plans: Callable[[], str], times: int
) -> list[tuple[str, float, float, float, float]]:
    """(name, kilobytes, processor milliseconds of the server and of PostgreSQL, median, p95) of each page, asked alone."""
    processes = import_module("bench.processes")
    visitors_of = import_module("bench.visitors")
    password = import_module("bench.data").PASSWORD
    import_module("alongside.config.frontend").gather(HOME / "frontend")
    import_module("django.core.management").call_command("collectstatic", interactive=False, verbosity=0)
    port = processes.free_port()
    settings = {
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "WEB_PROCESSES": "2",
        "WEB_THREADS": "1",
        "DATABASE_POOL_SIZE": "1",
    }
    rows = []
    command = [sys.executable, "-m", "alongside.faces.cli", "serve"]
    with processes.served(command, port=port, environment=settings, ready="/ready") as server:
        visitors: dict[str, Any] = {}
        for page in pages:
            if page.who not in visitors:
                visitors[page.who] = visitors_of.Visitor(port, 0)
                visitors[page.who].sign_in(page.who, password)
            rows.append(_one(page, visitors[page.who], server, times))
            print(rows[-1], plans(), file=sys.stderr)
    return rows


def _one(page: Page, visitor: Any, server: Any, times: int) -> tuple[str, float, float, float, float]:
    def ask() -> tuple[int, bytes]:
        if page.form is None:
            return visitor.get(page.path)
        return visitor.post(page.path, page.form)

    for _number in range(min(WARM, times)):
        status, body = ask()
        if status != 200:
            raise RuntimeError(f"{page.name}: {status}")
    taken, used = [], server.cpu_seconds() + database_cpu_seconds()
    for _number in range(times):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
        if len(taken) >= 10 and sum(taken) > 4_000:
            break
    used = (server.cpu_seconds() + database_cpu_seconds() - used) * 1000 / len(taken)
    taken.sort()
    return page.name, len(body) / 1024, used, taken[len(taken) // 2], taken[int(len(taken) * 0.95)]


def _nights(only: str) -> list[tuple[str, float, float, float, str]]:
    """(what, seconds, processor seconds of ours and PostgreSQL's, MiB of ours, said) of the nightly rounds, twice each."""
    rounds: dict[str, Callable[[], Any]] = {
        "duplicates": lambda: import_module("alongside.domain.customers.actions.matching").sweep_duplicates(now=datetime.now(UTC)),
        "value and tiers": lambda: import_module("alongside.domain.customers.actions.valuing").revalue_customers(now=datetime.now(UTC)),
    }  # fmt: skip
    return [
        _apart(f"{name}, {which} night", run)
        for name, run in rounds.items()
        if only in name
        for which in ("first", "second")
    ]


def _apart(name: str, run: Callable[[], Any]) -> tuple[str, float, float, float, str]:
    """Run in a process of its own, so that its memory is its own."""
    import_module("django.db").connections.close_all()
    reading, writing = os.pipe()
    database = database_cpu_seconds()
    began = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        said = str(run())
        after = resource.getrusage(resource.RUSAGE_SELF)
        told = [said, (after.ru_maxrss - before) / 1024, after.ru_utime + after.ru_stime]
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said, mib, ours = json.loads(pipe.read())
    os.waitpid(pid, 0)
    row = (name, time.perf_counter() - began, ours + database_cpu_seconds() - database, mib, said)
    print(row, file=sys.stderr)
    return row


def _tell(
    asked: argparse.Namespace,
    rows: list[tuple[str, float, float, float, float]],
    nights: list[tuple[str, float, float, float, str]],
) -> None:
    print(f"\n## {asked.customers:,} customers, {asked.cases:,} cases; load {os.getloadavg()[0]:.1f}\n")
    print("| page | KiB | processor ms | median ms | p95 ms | |\n|---|--:|--:|--:|--:|---|")
    for name, size, used, median, high in rows:
        print(
            f"| {name} | {size:.0f} | {used:.0f} | {median:.0f} | {high:.0f} | {'met' if high <= TARGET_MS else '**not met**'} |"
        )
    if nights:
        print("\n| round | seconds | processor seconds | memory MiB | said |\n|---|--:|--:|--:|---|")
    for what, seconds, used, mib, said in nights:
        print(f"| {what} | {seconds:.1f} | {used:.1f} | +{mib:.0f} | {said} |")


if __name__ == "__main__":
    main()
