"""Rounds over many journeys at once: a delivery that moved, a new version, other working days (JRN-3, JRN-9).

A round goes through the journeys by their keys, a batch a transaction. The batch's last key is written in the same
transaction, so whoever is killed loses nothing and doubles nothing, and who comes next goes on behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from alongside.domain.conversations.actions import Addressed, write_letters
from alongside.domain.estates.models import Building
from alongside.domain.journeys import events
from alongside.domain.journeys.actions.planning import Replanned, foresee, replan
from alongside.domain.journeys.models import Journey, ReplanRun, ReplanTold, TemplateVersion
from alongside.domain.journeys.permissions import EDIT_JOURNEYS
from alongside.domain.journeys.queries.choosing import nodes_below
from alongside.domain.journeys.queries.letters import delivery_letter
from alongside.domain.journeys.rules import read
from alongside.domain.organisation.models import Node
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.jobs import defer

JOB = "alongside.domain.journeys.jobs.go_through"
BATCH = 500
AT_ONCE = 200  # a rehearsal of so many is done while the page waits


@transaction.atomic
def start_delivery_round(
    building: Building,
    *,
    before_on: date | None,
    after_on: date | None,
    words: str,
    key: str,
    by: Actor,
    now: datetime,
) -> ReplanRun:
    """The promised day of a building moved: its journeys are planned anew and its buyers are told, in the background.

    `key` names the fact that moved it; the same fact never makes a second round.
    """
    given = {"building": building, "before_on": before_on, "after_on": after_on, "words": words}
    node = building.estate.node
    return _start(ReplanRun.Cause.DELIVERY, f"delivery:{key}", by=by, now=now, node=node, **given)


@transaction.atomic
def start_version_round(version: TemplateVersion, *, by: Actor, now: datetime) -> ReplanRun:
    """Journeys under way on older versions of the template go over to this one."""
    return _start(ReplanRun.Cause.VERSION, f"version:{version.pk}", by=by, now=now, to_version=version)


@transaction.atomic
def start_choice_round(node: Node, *, version: TemplateVersion, by: Actor, now: datetime) -> ReplanRun:
    """Journeys under way at a node, and below it where nothing else was chosen, go over to this version."""
    key = f"choice:{node.pk}:{version.pk}:{now.timestamp():.0f}"
    return _start(ReplanRun.Cause.CHOICE, key, by=by, now=now, node=node, to_version=version)


@transaction.atomic
def start_calendar_round(node: Node, *, key: str, by: Actor, now: datetime) -> ReplanRun | None:
    """Working days changed: what is counted in them is due at another time. None where nobody is under way."""
    if not Journey.objects.walking().filter(node__path__startswith=node.path).exists():
        return None
    return _start(ReplanRun.Cause.CALENDAR, f"calendar:{key}:{node.pk}", by=by, now=now, node=node)


@transaction.atomic
def rehearse_version(draft: TemplateVersion, *, by: Actor, now: datetime) -> ReplanRun:
    """What this draft would do to those under way on older versions. WrongTemplate for one that cannot be walked."""
    by.require(EDIT_JOURNEYS)
    read(draft.content)
    given = {"to_version": draft, "draft_seen": draft.version}
    key = f"rehearsal:version:{draft.pk}:{draft.version}"
    return _rehearse(ReplanRun.Cause.VERSION, key, by=by, now=now, **given)


@transaction.atomic
def rehearse_choice(node: Node, *, version: TemplateVersion, by: Actor, now: datetime) -> ReplanRun:
    """What it would do to those under way at this node, if they went over to this version."""
    by.require(EDIT_JOURNEYS, on=node)
    key = f"rehearsal:choice:{node.pk}:{version.pk}:{now.timestamp():.0f}"
    return _rehearse(ReplanRun.Cause.CHOICE, key, by=by, now=now, node=node, to_version=version)


def _rehearse(cause: str, key: str, *, by: Actor, now: datetime, **given: Any) -> ReplanRun:
    """At once where few are under way, else in the background."""
    run = _start(cause, key, by=by, now=now, is_rehearsal=True, **given)
    return go_through(run.pk, now=now) if run.total <= AT_ONCE else run


def _start(cause: str, key: str, *, by: Actor, now: datetime, **given: Any) -> ReplanRun:
    run, is_new = ReplanRun.objects.get_or_create(
        cause_key=key, defaults={"cause": cause, "begun_at": now, **given}
    )
    if is_new:
        run.total = journeys_of(run).count()
        run.save(update_fields=["total"])
        if not run.is_rehearsal:
            facts = {"cause": cause, "journeys": run.total}
            journal.record(events.REPLAN_BEGUN, about=run, by=by, at=now, facts=facts)
    if run.ended_at is None and not (run.is_rehearsal and run.total <= AT_ONCE):
        defer(JOB, queue="long", queueing_lock=f"replan:{run.pk}", run_id=run.pk)
    return run


def journeys_of(run: ReplanRun) -> QuerySet[Journey]:
    """Those that the round goes through: under way, and behind where it is."""
    ahead = Journey.objects.walking().filter(pk__gt=run.done_id)
    if run.cause == ReplanRun.Cause.VERSION and run.to_version:
        older = TemplateVersion.objects.filter(
            template=run.to_version.template_id, number__lt=run.to_version.number
        )
        return ahead.filter(version_walked__in=older)
    if run.cause == ReplanRun.Cause.CHOICE and run.node:
        there = ahead.filter(node__in=nodes_below(run.node))
        return there.exclude(version_walked=run.to_version_id)
    if run.cause == ReplanRun.Cause.CALENDAR and run.node:
        return ahead.filter(node__path__startswith=run.node.path)
    return ahead.filter(building_id=run.building_id)


def go_through(
    run_id: int, *, now: datetime, heard: Callable[[ReplanRun], None] = lambda run: None
) -> ReplanRun:
    """Do what is left of a round. Killed anywhere, called again it goes on."""
    while True:
        run = _go_on(run_id, now=now)
        heard(run)
        if run.ended_at is not None:
            return run


@transaction.atomic
def _go_on(run_id: int, *, now: datetime) -> ReplanRun:
    run = (
        ReplanRun.objects.select_for_update(of=("self",))
        .select_related("to_version", "building", "node")
        .get(pk=run_id)
    )
    if run.ended_at is not None:
        return run
    if run.is_rehearsal and _has_moved_on(run):
        run.ended_at = now
        run.save(update_fields=["ended_at"])
        return run
    ids = list(journeys_of(run).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not ids:
        run.ended_at = now
        run.save(update_fields=["ended_at"])
        if not run.is_rehearsal:
            facts = {"journeys": run.done, "new": run.added, "moved": run.moved, "told": run.told}
            journal.record(events.REPLAN_FINISHED, about=run, by=SYSTEM, at=now, facts=facts)
        return run
    if run.is_rehearsal:
        _look_ahead(run, ids, now=now)
        return run
    if run.to_version_id is not None:
        Journey.objects.filter(pk__in=ids).update(version_walked=run.to_version, version=F("version") + 1)
    changed = replan(ids, by=SYSTEM, now=now)
    run.done_id, run.done = ids[-1], run.done + len(ids)
    run.added += changed.added
    run.moved += changed.moved
    run.withdrawn += changed.withdrawn
    if run.cause == ReplanRun.Cause.DELIVERY:
        run.told += _tell(run, ids, now=now)
    run.save()
    return run


def _has_moved_on(run: ReplanRun) -> bool:
    """Whether somebody wrote in the draft, or published it, since it was rehearsed."""
    return (
        run.draft_seen is not None and run.to_version is not None and run.to_version.version != run.draft_seen
    )


def _look_ahead(run: ReplanRun, ids: list[int], *, now: datetime) -> None:
    """Count what the round would do to these journeys, by node."""
    assert run.to_version is not None  # what rehearses is a version
    for journey, changes in foresee(ids, read(run.to_version.content), now=now):
        counts = Replanned()
        if changes:
            counts.count(changes)
        run.note_outlook(
            journey.node_id,
            {
                "walking": 1,
                "changed": counts.journeys,
                "added": counts.added,
                "moved": counts.moved,
                "withdrawn": counts.withdrawn,
                "overdue": sum(one.due_at < now for one in changes.added.values()),
            },
            [journey.pk] if changes else [],
        )
        run.added += counts.added
        run.moved += counts.moved
        run.withdrawn += counts.withdrawn
    run.done_id, run.done = ids[-1], run.done + len(ids)
    run.save()


def _tell(run: ReplanRun, journey_ids: list[int], *, now: datetime) -> int:
    """Each customer once: the row says so, and the letter is in the same transaction's outbox."""
    journeys = Journey.objects.filter(pk__in=journey_ids, unit__isnull=False).select_related(
        "customer", "unit", "node"
    )
    heard = set(
        run.tellings.filter(customer__in=journeys.values("customer")).values_list("customer_id", flat=True)
    )
    telling: dict[int, Journey] = {}
    for journey in journeys:
        if journey.customer_id not in heard:
            telling.setdefault(journey.customer_id, journey)
    ReplanTold.objects.bulk_create(
        ReplanTold(run=run, journey=one, customer=one.customer, told_at=now) for one in telling.values()
    )
    write_letters([_addressed(run, one) for one in telling.values()], now=now)
    return len(telling)


def _addressed(run: ReplanRun, journey: Journey) -> Addressed:
    return Addressed(
        to=journey.customer,
        letter=lambda: delivery_letter(run, journey),
        once_key=f"replan:{run.pk}:{journey.customer_id}",
        node=journey.node,
    )
