"""python -m bench.journeys [N]: one building with N buyers (100,000) whose delivery moves, killed and resumed (JRN-9).

N customers with a home each in one building and a signed contract are taken into their journeys, as a table of buyers
would be. Then the promised day moves: one round plans every journey anew and writes to every buyer. It runs in processes
of their own that are killed (SIGKILL) and started again; told are its seconds, queries and processor time a journey. Last,
every step is planned again from nothing and must come out the same. Then the page of what kept to the standard is timed, and a
notice of change told to every buyer, killed as well.

  --kills K   how often the process is killed on the way (3); --keep  keep the database and use it when it is there
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

from bench.own_database import own_database
from bench.rounds import go_through_killed

BATCH = 5_000
FIRST, LATER = date(2027, 6, 30), date(2027, 9, 30)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.journeys", description=__doc__)
    parser.add_argument("journeys", type=int, nargs="?", default=100_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
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
    cost = go_through_killed("journeys", run, kills=asked.kills)
    told: Any = import_module("alongside.domain.conversations.models").Delivery.objects
    letters = told.filter(once_key__startswith=f"replan:{run.pk}:").count()
    assert letters == run.told == run.tellings.count(), (letters, run.told)
    assert models.Step.objects.to_do().count() == open_before  # none doubled, none lost
    print(
        f"{run.done:,} journeys, {run.moved:,} steps moved, {letters:,} letters, killed {asked.kills} times: "
        + cost.of(run.done, "journey")
    )
    _from_nothing(now)
    _conformance(now)
    _bulletin(asked.kills, now)


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


def _bulletin(kills: int, now: datetime) -> None:
    """A notice of change to every buyer of the building, killed and resumed as well (JRN-6)."""
    samples: Any = import_module("alongside.domain.bulletins.samples")
    actions: Any = import_module("alongside.domain.bulletins.actions")
    queries: Any = import_module("alongside.domain.bulletins.queries")
    models: Any = import_module("alongside.domain.bulletins.models")
    told: Any = import_module("alongside.domain.conversations.models").Delivery.objects
    estate: Any = import_module("alongside.domain.estates.models").Estate.objects.select_related("node").get()
    SYSTEM = import_module("alongside.kernel.actor").SYSTEM
    bulletin = samples.a_notice_of_change(estate, now=now)
    began = time.perf_counter()
    reached = queries.audience_of(bulletin, on=queries.today_at(estate.node, now)).customers
    seen = time.perf_counter()
    actions.publish_bulletin(bulletin, expected=reached, by=SYSTEM, now=now)
    published = time.perf_counter()
    round_ = bulletin.rounds.get(kind="telling")
    cost = go_through_killed("bulletin", round_, kills=kills)
    letters = told.filter(once_key__startswith="bulletin:telling:1:")
    of_ours = models.Recipient.objects.filter(bulletin=bulletin, told_at__isnull=False).count()
    assert round_.mailed == of_ours == reached, (round_.mailed, of_ours, reached)
    assert letters.count() == models.Recipient.objects.count()  # none doubled, none lost
    print(
        f"a bulletin to {reached:,} customers: counted in {seen - began:.1f} s, published in {published - seen:.1f} s; "
        f"told, killed {kills} times: " + cost.of(reached, "letter")
    )


def _counted() -> Any:
    connection: Any = import_module("django.db").connection
    return import_module("django.test.utils").CaptureQueriesContext(connection)


if __name__ == "__main__":
    main()
