"""python -m bench.journeys [N]: one building with N buyers (100,000) whose delivery moves, killed and resumed (JRN-9).

N customers with a home each in one building and a signed contract are taken into their journeys, as a table of buyers
would be. Then the promised day moves: one round plans every journey anew and writes to every buyer. It runs in processes
of their own that are killed (SIGKILL) and started again; told are its seconds, queries and processor time a journey. Last,
every step is planned again from nothing and must come out the same. Then the page of what kept to the standard is timed.

  --kills K   how often the process is killed on the way (3); --keep  keep the database and use it when it is there
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

from bench.own_database import database_cpu_seconds, own_database

BATCH = 5_000
FIRST, LATER = date(2027, 6, 30), date(2027, 9, 30)
CHILD = "ROUND_OF_BENCH"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.journeys", description=__doc__)
    parser.add_argument("journeys", type=int, nargs="?", default=100_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    if os.environ.get(CHILD):
        _round(int(os.environ[CHILD]))
        return
    with own_database("bench_journeys", keep=asked.keep) as is_new:
        if is_new:
            _fill(asked.journeys)
        _measure(asked)


def _fill(count: int) -> None:
    import_module("alongside.config.packs").load_packs()
    began = time.perf_counter()
    now = datetime.now(UTC).replace(microsecond=0)
    samples: Any = import_module("bench.journeys_fill")
    samples.fill(count, now=now)
    print(f"{count:,} journeys taken in: {time.perf_counter() - began:.0f} s", file=sys.stderr)


def _measure(asked: argparse.Namespace) -> None:
    actions: Any = import_module("alongside.domain.estates.actions")
    moving: Any = import_module("alongside.domain.journeys.actions.moving")
    models: Any = import_module("alongside.domain.journeys.models")
    estates: Any = import_module("alongside.domain.estates.models")
    SYSTEM = import_module("alongside.kernel.actor").SYSTEM
    now = datetime.now(UTC).replace(microsecond=0)
    building = estates.Building.objects.select_related("estate__node").get()
    before, after = building.delivery_on, LATER if building.delivery_on == FIRST else FIRST
    actions.move_delivery(building, on=after, words="雨季延长，外墙验收顺延。", by=SYSTEM, now=now)
    run = moving.start_delivery_round(
        building,
        before_on=before,
        after_on=after,
        words="雨季延长。",
        key=f"bench:{now:%H%M%S}",
        by=SYSTEM,
        now=now,
    )
    open_before = models.Step.objects.to_do().count()
    cpu, began = database_cpu_seconds(), time.perf_counter()
    mine = _children_seconds()
    for place in range(1, asked.kills + 1):
        _killed_at(run, run.total * place // (asked.kills + 1))
    _child(run.pk).wait()
    run.refresh_from_db()
    seconds = time.perf_counter() - began
    told: Any = import_module("alongside.domain.conversations.models").Delivery.objects
    letters = told.filter(once_key__startswith=f"replan:{run.pk}:").count()
    assert run.done == run.total, (run.done, run.total)
    assert letters == run.told == run.tellings.count(), (letters, run.told)
    assert models.Step.objects.to_do().count() == open_before  # none doubled, none lost
    print(
        f"{run.done:,} journeys, {run.moved:,} steps moved, {letters:,} letters, killed {asked.kills} times: "
        f"{seconds:.0f} s by the clock, {run.done / seconds:,.0f} journeys/s; processor: "
        f"{(_children_seconds() - mine) / run.done * 1000:.2f} ms ours and "
        f"{(database_cpu_seconds() - cpu) / run.done * 1000:.2f} ms PostgreSQL a journey; load {os.getloadavg()[0]:.0f}"
    )
    _from_nothing(now)
    _conformance(now)


def _from_nothing(now: datetime) -> None:
    """The first thousand journeys, planned again without their steps, must come out as they are."""
    models: Any = import_module("alongside.domain.journeys.models")
    planning: Any = import_module("alongside.domain.journeys.actions.planning")
    transaction: Any = import_module("django.db").transaction
    SYSTEM = import_module("alongside.kernel.actor").SYSTEM
    ids = list(models.Journey.objects.order_by("pk").values_list("pk", flat=True)[:1000])

    def plans() -> set[Any]:
        steps = models.Step.objects.to_do().filter(journey__in=ids)
        return set(steps.values_list("journey", "code", "occurrence", "turn", "due_at"))

    with transaction.atomic():
        there = plans()
        models.Step.objects.filter(journey__in=ids).delete()
        with _counted() as queries:
            planning.replan(ids, by=SYSTEM, now=now)
        assert plans() == there
        transaction.set_rollback(True)
    print(f"1,000 journeys planned from nothing: the same {len(there):,} steps, {len(queries)} queries")


def _conformance(now: datetime) -> None:
    """Steps of ninety days, of all journeys, as the page asks for them."""
    models: Any = import_module("alongside.domain.journeys.models")
    conformance: Any = import_module("alongside.domain.journeys.queries.conformance")
    nodes: Any = import_module("alongside.domain.organisation.models").Node
    period = conformance.Period(
        list(nodes.objects.values_list("pk", flat=True)),
        list(models.TemplateVersion.objects.values_list("pk", flat=True)),
        now - timedelta(days=90),
        now + timedelta(days=1),
        now,
    )
    times = []
    for _turn in range(3):
        began = time.perf_counter()
        found = conformance.conformance(period)
        times.append(time.perf_counter() - began)
    print(
        f"kept to the standard: {found.total.journeys:,} journeys, {found.step_total.due:,} steps, "
        f"{found.variant_count:,} ways: {sorted(times)[1] * 1000:,.0f} ms"
    )


def _counted() -> Any:
    connection: Any = import_module("django.db").connection
    return import_module("django.test.utils").CaptureQueriesContext(connection)


def _killed_at(run: Any, done: int) -> None:
    """A process works on the round until so many are done, and is killed."""
    child = _child(run.pk)
    while child.poll() is None:
        run.refresh_from_db()
        if run.done >= done:
            child.send_signal(signal.SIGKILL)
            child.wait()
            return
        time.sleep(0.2)


def _child(run_id: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "bench.journeys"], env={**os.environ, CHILD: str(run_id)})


def _round(run_id: int) -> None:
    """In the child: what is left of the round."""
    import_module("django").setup()
    moving: Any = import_module("alongside.domain.journeys.actions.moving")
    moving.go_through(run_id, now=datetime.now(UTC))


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
