"""The one list of everything that waits for a person, nearest time first across its kinds (ORG-10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import Appointment, HandoverItem, StaffMember
from alongside.domain.work.hooks import Told, WaitingKind, waiting_kinds
from alongside.domain.work.models import Announcement, Approval, Task
from alongside.domain.work.permissions import SEE_OTHERS_WORK
from alongside.domain.work.queries.approving import APPROVAL_DUE, approvals_waiting
from alongside.domain.work.queries.tasks import tasks_of
from alongside.kernel.actor import Actor

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # without a time it comes last
MOST_COUNTED = 100


@dataclass(frozen=True)
class Waiting:
    """One thing that waits."""

    kind: WaitingKind
    pk: int
    due_at: datetime | None
    told: Told

    @property
    def place(self) -> tuple[datetime, str, int]:
        """Where it stands in the list: no two stand in one place."""
        return (self.due_at or NEVER, self.kind.kind, self.pk)

    @property
    def token(self) -> str:
        """Said as `after`, the list goes on behind it."""
        due = self.due_at.isoformat() if self.due_at else ""
        return f"{due}~{self.kind.kind}~{self.pk}"


@dataclass(frozen=True)
class WaitingPage:
    rows: list[Waiting]
    next: str


def waiting_for(
    person: Actor,
    *,
    now: datetime,
    kinds: Iterable[str] = (),
    limit: int = 50,
    after: str = "",
    viewer: Actor | None = None,
) -> WaitingPage:
    """A page of what waits for `person`, overdue first. Without `kinds` all of them; a `viewer` who is somebody else sees
    what they may see themself.

    Each kind gives at most `limit` and one rows, from behind the place where the last page ended. An `after` that nobody
    gave out begins anew.
    """
    wanted = set(kinds)
    place = _place_of(after)
    rows: list[Waiting] = []
    for kind in waiting_kinds():
        if wanted and kind.kind not in wanted:
            continue
        found = _rows_of(kind, person, now, viewer)
        if place is not None:
            found = found.filter(_behind(kind, place))
        found = found.order_by(F(kind.due).asc(nulls_last=True), "pk")[: limit + 1]
        rows += (Waiting(kind, one.pk, _due_of(one, kind.due), kind.told(one)) for one in found)
    rows.sort(key=lambda one: one.place)
    return WaitingPage(rows[:limit], rows[limit - 1].token if len(rows) > limit else "")


def waiting_counts(staff_id: int, *, now: datetime, most: int = MOST_COUNTED) -> dict[str, int]:
    """{kind: how many wait for this person}, each counted no further than `most`. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counting_each()}", {"me": staff_id, "now": now, "most": most})
        return dict(zip((one.kind for one in waiting_kinds()), cursor.fetchone(), strict=True))


def waiting_counts_seen(
    person: Actor, viewer: Actor, *, now: datetime, most: int = MOST_COUNTED
) -> dict[str, int]:
    """The same for somebody who leads the person: what they may see themself. A statement a kind."""
    return {one.kind: _rows_of(one, person, now, viewer).order_by()[:most].count() for one in waiting_kinds()}


@cache
def counting_each() -> str:
    """A column for each kind in the order of `waiting_kinds`, for a statement with %(me)s, %(now)s and %(most)s."""
    return ", ".join(
        f"(SELECT count(*) FROM ({one.counted} LIMIT %(most)s) AS waiting_{one.kind})"
        for one in waiting_kinds()
    )


def first_must_read() -> str:
    """A column for the same statement: [id, title, by when] of the announcement that they must read first, or nothing."""
    first = _MUST_READ.format(said="json_build_array(n.id, n.title, n.read_by)")
    return f"({first} ORDER BY n.read_by, n.id LIMIT 1)"


def led_by(viewer: Actor, *, now: datetime) -> QuerySet[StaffMember]:
    """The colleagues whose list this person may see: who works where they lead, on a lower rung than they themself."""
    reach = viewer.reach(SEE_OTHERS_WORK)
    if viewer.kind != "staff" or not (reach.everywhere or reach.node_ids):
        return StaffMember.objects.none()
    held = Appointment.objects.active(now)
    there = held if reach.everywhere else held.filter(node_id__in=reach.node_ids)
    rung = held.filter(staff_id=viewer.id).aggregate(top=Max("role__escalation_rank"))["top"] or 0
    higher = held.filter(role__escalation_rank__gte=max(rung, 1)).values("staff")
    staff = StaffMember.objects.filter(is_active=True, pk__in=there.values("staff")).exclude(pk__in=higher)
    return staff.order_by("name_sort_key", "pk")


def _rows_of(kind: WaitingKind, person: Actor, now: datetime, viewer: Actor | None) -> QuerySet[Any]:
    found = kind.found(person, now)
    return found if viewer is None or viewer.id == person.id else kind.seen_by(found, viewer)


def _behind(kind: WaitingKind, place: tuple[datetime | None, str, int]) -> Q:
    """The rows of this kind that stand behind that place."""
    due, at_kind, pk = place
    # Of one time the kinds stand in the order of their codes.
    here = Q(pk__gt=pk) if kind.kind == at_kind else (Q() if kind.kind > at_kind else Q(pk__in=[]))
    if due is None:
        return Q(**{f"{kind.due}__isnull": True}) & here
    same = Q(**{kind.due: due}) & here
    return Q(**{f"{kind.due}__gt": due}) | Q(**{f"{kind.due}__isnull": True}) | same


def _place_of(token: str) -> tuple[datetime | None, str, int] | None:
    due, _sign, rest = token.partition("~")
    kind, _sign, pk = rest.partition("~")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    try:
        moment = datetime.fromisoformat(due) if due else None
    except ValueError:
        return None
    if moment is not None and moment.tzinfo is None:
        return None
    return (moment, kind, int(pk))


def _due_of(row: Any, path: str) -> datetime | None:
    for part in path.split("__"):
        row = getattr(row, part)
    return row


# --- the kinds of this domain -------------------------------------------------------------------------------

_MY_DEPARTMENTS = """
    SELECT a.department_id FROM organisation_appointment a
     WHERE a.staff_id = %(me)s AND a.department_id IS NOT NULL
       AND a.from_at <= %(now)s AND (a.until_at IS NULL OR a.until_at > %(now)s)
"""
_TASKS = f"""
    SELECT 1 FROM work_task t
     WHERE t.state IN ('asked', 'accepted')
       AND (t.assignee_id = %(me)s OR (t.assignee_id IS NULL AND t.department_id IN ({_MY_DEPARTMENTS})))
"""
# The next step of each open question, answered by who holds its permission there, or the deputy of who is away.
_APPROVALS = """
    SELECT 1 FROM work_approval p
      JOIN organisation_node n ON n.id = p.node_id
      JOIN LATERAL (SELECT s.permission FROM work_approvaldecision s
                     WHERE s.approval_id = p.id AND s.is_yes IS NULL ORDER BY s."order" LIMIT 1) step ON TRUE
     WHERE p.state = 'asked' AND p.asked_by_id <> %(me)s
       AND NOT EXISTS (SELECT 1 FROM work_approvaldecision d WHERE d.approval_id = p.id AND d.by_id = %(me)s)
       AND EXISTS (SELECT 1 FROM organisation_appointment a
                     JOIN organisation_role r ON r.id = a.role_id
                     JOIN organisation_node there ON there.id = a.node_id
                     JOIN organisation_staffmember h ON h.id = a.staff_id
                    WHERE (a.staff_id = %(me)s OR (h.deputy_id = %(me)s AND h.presence = 'away' AND h.is_active
                                                   AND h.id <> p.asked_by_id))
                      AND a.from_at <= %(now)s AND (a.until_at IS NULL OR a.until_at > %(now)s)
                      AND r.permissions @> ARRAY[step.permission] AND starts_with(n.path, there.path))
"""
_HANDOVERS = """
    SELECT 1 FROM organisation_handoveritem i JOIN organisation_leaving l ON l.id = i.leaving_id
     WHERE i.receiver_id = %(me)s AND i.state = 'offered' AND l.done_at IS NULL AND l.cancelled_at IS NULL
"""


_MUST_READ = """
    SELECT {said} FROM work_announcement n JOIN organisation_node place ON place.id = n.node_id
     WHERE n.state = 'published' AND n.is_must_read
       AND NOT EXISTS (SELECT 1 FROM work_announcementreading r
                        WHERE r.announcement_id = n.id AND r.staff_id = %(me)s AND r.confirmed_at IS NOT NULL)
       AND EXISTS (SELECT 1 FROM organisation_appointment a
                     JOIN organisation_role role ON role.id = a.role_id
                     JOIN organisation_node there ON there.id = a.node_id
                    WHERE a.staff_id = %(me)s AND a.from_at <= %(now)s
                      AND (a.until_at IS NULL OR a.until_at > %(now)s) AND starts_with(there.path, place.path)
                      AND ((cardinality(n.roles) = 0 AND NOT role.is_external) OR role.code = ANY(n.roles)))
"""
_ANNOUNCED = _MUST_READ.format(said=1)


def _handovers(person: Actor, now: datetime) -> QuerySet[HandoverItem]:
    items = HandoverItem.objects.filter(
        receiver_id=person.id if person.kind == "staff" else None, state=HandoverItem.State.OFFERED,
        leaving__done_at__isnull=True, leaving__cancelled_at__isnull=True,
    )  # fmt: skip
    return items.select_related("leaving__staff")


def _told_task(task: Task) -> Told:
    origin = [task.asked_by.name, *([str(task.department)] if task.department else [])]
    return Told(task.title, origin, str(task.pk))


def _told_approval(approval: Approval) -> Told:
    amount = f" ¥{approval.amount:,.2f}" if approval.amount is not None else ""
    return Told(f"{approval.label}{amount}", [approval.asked_by.name, approval.node.name], str(approval.pk))


def _at_my_places(rows: QuerySet[Any], viewer: Actor) -> QuerySet[Any]:
    reach = viewer.reach(SEE_OTHERS_WORK)
    return rows if reach.everywhere else rows.filter(node_id__in=reach.node_ids)


def _told_handover(item: HandoverItem) -> Told:
    return Told(item.label, [item.leaving.staff.name], str(item.pk))


def _of_my_people(rows: QuerySet[Any], viewer: Actor) -> QuerySet[Any]:
    reach = viewer.reach(SEE_OTHERS_WORK)
    there = Appointment.objects.filter(node_id__in=reach.node_ids).values("staff")
    return rows if reach.everywhere else rows.filter(receiver__in=there)


WaitingKind(
    "task", _("Task"), "users", lambda person, now: tasks_of(person, now=now), "due_at", _told_task, _TASKS,
    _at_my_places,
)  # fmt: skip
WaitingKind(
    "approval", _("Approval"), "checks", lambda person, now: approvals_waiting(person, now=now), APPROVAL_DUE,
    _told_approval, _APPROVALS, _at_my_places,
)  # fmt: skip
WaitingKind(
    "handover", _("Work of a colleague who leaves"), "user-off", _handovers, "leaving__leaves_at", _told_handover,
    _HANDOVERS, _of_my_people,
)  # fmt: skip
WaitingKind(
    "announcement", _("Announcement to read"), "speakerphone",
    lambda person, now: Announcement.objects.waiting_for(person).select_related("node"),
    "read_by", lambda one: Told(one.title, [one.node.name], str(one.pk)), _ANNOUNCED, lambda rows, viewer: rows.filter(pk__in=Announcement.objects.visible_to(viewer).values("pk")),
)  # fmt: skip
