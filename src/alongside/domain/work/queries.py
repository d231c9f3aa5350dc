"""What is on somebody's table: tasks asked of them, notices not yet read, imports on their way."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from alongside.domain.organisation.models import Appointment, Node, StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.hooks import approvable, approvables
from alongside.domain.work.models import Approval, ApprovalDecision, ApprovalRule, ImportRun, Notice, Task
from alongside.domain.work.rules import steps_missing
from alongside.kernel.actor import Actor
from alongside.kernel.faults import FaultyRow
from alongside.kernel.permission import known_permissions
from alongside.kernel.stored_files import files_about, open_file
from alongside.kernel.tables import read_table

MOST_APPROVALS = 100
OPEN_TASK_STATES = ("asked", "accepted")


def is_asked(task: Task, viewer: Actor, *, now: datetime) -> bool:
    """Whether the task is the viewer's to answer: theirs by name, or nobody's yet and of their department."""
    if viewer.kind != "staff":
        return False
    if task.assignee_id is not None:
        return task.assignee_id == viewer.id
    return (
        task.department_id is not None
        and Appointment.objects.active(now)
        .filter(staff_id=viewer.id, department_id=task.department_id)
        .exists()
    )


def tasks_of(viewer: Actor, *, now: datetime) -> QuerySet[Task]:
    """Open tasks for the viewer to answer or finish, due first: theirs, and unclaimed ones of their departments."""
    if viewer.kind != "staff":
        return Task.objects.none()
    departments = (
        Appointment.objects.active(now)
        .filter(staff_id=viewer.id, department__isnull=False)
        .values("department")
    )
    return (
        Task.objects.filter(state__in=OPEN_TASK_STATES)
        .filter(Q(assignee_id=viewer.id) | Q(assignee__isnull=True, department__in=departments))
        .select_related("asked_by", "assignee", "department")
        .order_by("due_at", "id")
    )


def tasks_about(kind: str, thing_id: int) -> QuerySet[Task]:
    """Every task that one thing asked for, oldest first. The asker checks who may see the thing."""
    return (
        Task.objects.filter(about_kind=kind, about_id=thing_id)
        .select_related("asked_by", "assignee", "department")
        .order_by("id")
    )


def notices_of(staff: StaffMember, *, unread_only: bool = False) -> QuerySet[Notice]:
    """A staff member's notices, newest first. Slice it."""
    notices = Notice.objects.filter(staff=staff).order_by("-id")
    return notices.filter(read_at__isnull=True) if unread_only else notices


def unread_count(staff: StaffMember, *, at_most: int = 100) -> int:
    """How many notices are unread, counted no further than `at_most`."""
    return Notice.objects.filter(staff=staff, read_at__isnull=True)[:at_most].count()


def recent_imports(viewer: Actor, *, kind: str = "") -> QuerySet[ImportRun]:
    """Imports where the viewer may import such tables, newest first. Slice it."""
    found = ImportRun.objects.visible_to(viewer).select_related("node", "started_by").order_by("-id")
    return found.filter(kind=kind) if kind else found


def approvals_for(viewer: Actor, *, now: datetime) -> list[Approval]:
    """What waits for this person's yes, oldest first: by their own right, or as the deputy of who is away (ORG-9)."""
    if viewer.kind != "staff":
        return []
    holders: list[Actor] = [viewer]
    away = StaffMember.objects.filter(deputy_id=viewer.id, presence=StaffMember.Presence.AWAY, is_active=True)
    holders += [actor_for(one, now=now) for one in away[:20]]
    open_steps = ApprovalDecision.objects.filter(approval__state="asked", is_yes__isnull=True)
    codes = open_steps.values_list("permission", flat=True).distinct()
    theirs = Q(pk__in=[])
    for code in codes:
        for one in holders:
            reach = one.reach(known_permissions()[code])
            if reach:
                here = (
                    Q(permission=code)
                    if reach.everywhere
                    else Q(permission=code, approval__node_id__in=reach.node_ids)
                )
                theirs |= here & ~Q(approval__asked_by_id=one.id)
    first = open_steps.filter(theirs).filter(
        ~Exists(open_steps.filter(approval=OuterRef("approval"), order__lt=OuterRef("order")))
    )
    found = (
        Approval.objects.filter(steps__in=first)
        .exclude(asked_by_id=viewer.id)
        .exclude(steps__by_id=viewer.id)
    )
    return list(found.select_related("node", "asked_by").order_by("pk")[:MOST_APPROVALS])


def approvals_seen_by(viewer: Actor, *, now: datetime) -> QuerySet[Approval]:
    """What a person asked for, decided, or may decide now.

    A program sees what waits for a yes that its role holds there: it tells people of it, and takes their answer.
    """
    if viewer.kind == "client":
        codes = ApprovalDecision.objects.filter(approval__state="asked").values_list("permission", flat=True)
        mine = Q(pk__in=[])
        for code in codes.distinct():
            reach = viewer.reach(known_permissions()[code])
            if reach:
                here = Q(steps__permission=code, state="asked")
                mine |= here if reach.everywhere else here & Q(reach.over("node_id"))
        return Approval.objects.filter(mine).distinct().select_related("node", "asked_by")
    waiting = [one.pk for one in approvals_for(viewer, now=now)]
    asked = Q(asked_by_id=viewer.id) | Q(steps__by_id=viewer.id) | Q(pk__in=waiting)
    return Approval.objects.filter(asked).distinct().select_related("node", "asked_by")


@dataclass(frozen=True)
class Deciding:
    """A step of an approval: what was said, or what one must be allowed to say it, and the nearest who are."""

    step: ApprovalDecision
    sentence: Any
    people: tuple[StaffMember, ...]  # who could say it; empty for a step that is decided
    more: int

    @property
    def is_for_nobody(self) -> bool:
        return self.step.is_yes is None and not self.people


def who_decides(approval: Approval, *, now: datetime, most: int = 3) -> list[Deciding]:
    """Its steps in order (ORG-9): nobody who asked or said yes before is named, a deputy of who is away is."""
    steps = list(approval.steps.select_related("by", "instead_of").order_by("order"))
    known = known_permissions()
    gone = {approval.asked_by_id, *(one.by_id for one in steps)}
    held = Appointment.objects.active(now).filter(
        node_id__in=approval.node.ancestor_ids, staff__is_active=True
    )
    found = []
    for step in steps:
        people: dict[int, StaffMember] = {}
        if step.is_yes is None and approval.state == "asked":
            holders = held.filter(role__permissions__contains=[step.permission]).select_related(
                "staff__deputy"
            )
            for one in holders.order_by("-node__path", "pk"):
                away = one.staff.presence == StaffMember.Presence.AWAY and one.staff.deputy
                person = one.staff.deputy if away else one.staff
                if person is not None and one.staff_id != approval.asked_by_id and person.pk not in gone:
                    people[person.pk] = person
        sentence = known[step.permission].sentence if step.permission in known else step.permission
        named = tuple(people.values())
        found.append(Deciding(step, sentence, named[:most], max(len(named) - most, 0)))
    return found


def approvals_about(about_kind: str, about_ids: Iterable[int]) -> dict[int, Approval]:
    """{id of the thing: the last question about it}, with its steps in order. Two queries. The asker checks who may see it."""
    steps = ApprovalDecision.objects.select_related("by").order_by("order")
    found = Approval.objects.filter(about_kind=about_kind, about_id__in=list(about_ids)).order_by("pk")
    return {
        one.about_id: one for one in found.select_related("node").prefetch_related(Prefetch("steps", steps))
    }


@dataclass(frozen=True)
class Chain:
    """Whose yes a kind of thing needs at a node, in order: (code of the permission, from which amount in yuan on)."""

    kind: str
    node_id: int | None  # where it is said; None: the kind's own, where no node says anything
    steps: tuple[tuple[str, Decimal], ...]

    @property
    def noted(self) -> list[str]:
        """As the journal keeps it, and as a page says what it saw: `approve_export:0.00`."""
        return [f"{code}:{from_amount:.2f}" for code, from_amount in self.steps]


def chains_of(kind: str, nodes: Iterable[int]) -> dict[int, Chain]:
    """What these nodes themselves say, by node; a node that says nothing is not there. One query."""
    rules = ApprovalRule.objects.filter(kind=kind, node_id__in=nodes).order_by("node_id", "order")
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for one in rules:
        found.setdefault(one.node_id, []).append((one.permission, one.from_amount))
    return {node_id: Chain(kind, node_id, tuple(steps)) for node_id, steps in found.items()}


def chain_at(kind: str, node: Node) -> Chain:
    """What holds at a node: the word of the nearest node with one, itself or above, else the kind's own (ORG-9).

    Where somebody further up asks for more since, that is asked too.
    """
    return _folded(kind, node.ancestor_ids, chains_of(kind, node.ancestor_ids))


def chains_told(nodes: Iterable[Node]) -> dict[str, list[tuple[Node, Chain]]]:
    """By kind: what holds at the first of these nodes, and at each other that says something itself. One query."""
    nodes = list(nodes)
    said: dict[str, dict[int, Chain]] = defaultdict(dict)
    rules = ApprovalRule.objects.filter(node_id__in={one for node in nodes for one in node.ancestor_ids})
    for (kind, node_id), steps in groupby(rules.order_by("kind", "node_id", "order"), key=_place_of):
        said[kind][node_id] = Chain(kind, node_id, tuple((one.permission, one.from_amount) for one in steps))
    return {
        one.kind: [
            (node, _folded(one.kind, node.ancestor_ids, said[one.kind]))
            for place, node in enumerate(nodes)
            if place == 0 or node.pk in said[one.kind]
        ]
        for one in approvables()
    }


def _place_of(rule: ApprovalRule) -> tuple[str, int]:
    return rule.kind, rule.node_id


def chain_above(kind: str, node: Node) -> Chain:
    """What would hold there if the node itself said nothing."""
    path = node.ancestor_ids[:-1]
    return _folded(kind, path, chains_of(kind, path))


def _folded(kind: str, path: Sequence[int], said: Mapping[int, Chain]) -> Chain:
    """From the top down: each word holds, and of what stood above it whatever it lacks."""
    shipped = approvable(kind)
    held = Chain(kind, None, tuple((one.permission.code, one.from_amount) for one in shipped.chain))
    for node_id in path:
        if own := said.get(node_id):
            is_proposal = shipped.has_limits and held.node_id is None
            lacking = [] if is_proposal else steps_missing(own.steps, held.steps)
            held = Chain(kind, node_id, (*own.steps, *lacking))
    return held


@contextmanager
def file_at_hand(run: ImportRun) -> Iterator[Path]:
    """The file of an import, readable for as long as the block lasts. FileNotFoundError when it is gone.

    It is kept sealed, and a table is read from a path: so it stands in a file without a name, which is gone with
    the process however that ends.
    """
    stored = files_about(run).first()
    if stored is None:
        raise FileNotFoundError(run.pk)
    nameless = Path("/proc/self/fd")
    with tempfile.TemporaryFile() if nameless.exists() else tempfile.NamedTemporaryFile() as here:
        with open_file(stored) as kept:
            shutil.copyfileobj(kept, here)
        here.flush()
        yield nameless / str(here.fileno()) if nameless.exists() else Path(here.name)


def faults_of(run: ImportRun, *, most: int | None = None) -> Iterator[FaultyRow]:
    """What is wrong with the file, line by line; its words are those of the language in which it is read."""
    found = run.faults.order_by("line", "id")[:most]
    for one in found.iterator(chunk_size=5_000):
        one.run = run
        yield one.told


def faulty_rows(run: ImportRun) -> Iterator[list[str]]:
    """The faulty rows as the file has them, behind their line and what is wrong: to be mended and sent again."""
    faults = faults_of(run)
    with file_at_hand(run) as path:
        rows = iter(read_table(path))
        for line, group in groupby(faults, key=lambda one: one.line):
            row = next(row for row in rows if row.line == line)
            words = [
                _("%(column)s: %(reason)s") % {"column": one.column, "reason": one.reason} for one in group
            ]
            yield [str(line), "\n".join(words), *(cell or "" for cell in row.cells.values())]
