"""Who reaches what, and whom to turn to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet
from psycopg.types.numeric import Int8

from alongside.domain.organisation.models import (
    ApiClient,
    Appointment,
    Calendar,
    CalendarException,
    ClientActor,
    Node,
    Post,
    StaffActor,
    StaffMember,
    path_ids,
)
from alongside.domain.organisation.permissions import MANAGE_STAFF, READ_JOURNAL, WITHOUT_CLEARANCE
from alongside.kernel.actor import EVERYWHERE, Actor, Reach
from alongside.kernel.calendar import WorkingCalendar
from alongside.kernel.given import Given
from alongside.kernel.models import JournalEntry
from alongside.kernel.permission import Permission
from alongside.kernel.rows import RowReader, built
from alongside.kernel.statements import Statement

_LISTENING = Statement("""
    SELECT EXISTS (SELECT 1 FROM organisation_webhook w JOIN organisation_apiclient c ON c.id = w.client_id
                    WHERE w.is_active AND c.revoked_at IS NULL AND w.events && %s::varchar[])
""")
_REACH_OF = """
    SELECT r.code, r.permissions, n.parent_id IS NULL AS is_root,
           CASE WHEN n.parent_id IS NULL THEN NULL
                ELSE (SELECT array_agg(d.id) FROM organisation_node d WHERE d.path LIKE n.path || '%%') END AS below,
           CASE WHEN p.second_factor_for && r.permissions AND NOT EXISTS
                     (SELECT 1 FROM mfa_authenticator f WHERE f.user_id = a.staff_id AND f.type <> 'recovery_codes')
                THEN greatest(a.from_at, p.second_factor_since)
                     + make_interval(days => p.second_factor_grace_days) END AS lacks_second_factor_since,
           p.clearance_required AND NOT (
               EXISTS (SELECT 1 FROM organisation_undertakingsignature s
                        WHERE s.staff_id = a.staff_id AND s.until_at > %s AND s.undertaking_id =
                              (SELECT u.id FROM organisation_undertaking u ORDER BY u.version DESC LIMIT 1))
               AND EXISTS (SELECT 1 FROM organisation_coursepass c
                            WHERE c.staff_id = a.staff_id AND c.until_at > %s)) AS lacks_clearance,
           n.path, a.department_id, r.is_external
      FROM organisation_appointment a
      JOIN organisation_role r ON r.id = a.role_id
      JOIN organisation_node n ON n.id = a.node_id
      LEFT JOIN organisation_securitypolicy p ON true
     WHERE a.staff_id = {staff} AND a.from_at <= %s AND (a.until_at IS NULL OR a.until_at > %s)
"""
_REACH = Statement(_REACH_OF.format(staff="%s"))


@cache
def _person_and_reach() -> tuple[Statement, RowReader, int]:
    """The question of `staff_actor`, what reads its persons, and the column in which the reach begins."""
    compiler = StaffMember.objects.filter(pk=Given("pk")).order_by().query.get_compiler(DEFAULT_DB_ALIAS)
    person, _given = compiler.as_sql()
    reach = _REACH_OF.format(staff="person.id")
    asked = f"SELECT * FROM ({person}) AS person LEFT JOIN LATERAL ({reach}) AS reach ON true"
    reader = RowReader(compiler)
    return Statement(asked), reader, reader.end


def staff_actor(staff_id: int, *, now: datetime) -> StaffActor | None:
    """Who that is, as `actor_for`; None when there is nobody. One query, with which each page of the desk begins."""
    question, persons, end = _person_and_reach()
    rows = question.rows([Int8(staff_id), now, now, now, now])
    if not rows:
        return None
    (staff,) = persons.read(rows[:1])
    return _acting(staff, [row[end:] for row in rows if row[end] is not None])


def actor_for(staff: StaffMember, *, now: datetime) -> StaffActor:
    """The staff member as an actor, with what the appointments of that moment reach. One query."""
    return _acting(staff, _REACH.rows([now, now, Int8(staff.pk), now, now]) if staff.is_active else [])


def _acting(staff: StaffMember, rows: list[Any]) -> StaffActor:
    reaches: dict[str, set[int]] = {}
    everywhere: set[str] = set()
    lacking: list[datetime] = []
    lacks_clearance = False
    if staff.is_active:
        for _code, permissions, is_root, below, lacks_since, is_unclear, *_place in rows:
            if is_unclear and not WITHOUT_CLEARANCE.issuperset(permissions):
                lacks_clearance = True
                permissions = WITHOUT_CLEARANCE.intersection(permissions)
            if lacks_since is not None:
                lacking.append(lacks_since)
            if is_root:
                everywhere.update(permissions)
                continue
            for code in permissions:
                reaches.setdefault(code, set()).update(below)
    table = {code: Reach(frozenset(nodes)) for code, nodes in reaches.items()}
    table |= dict.fromkeys(everywhere, EVERYWHERE)
    roles = tuple(sorted({row[0] for row in rows}))
    posts = tuple(Post(row[0], path_ids(row[6]), row[7], row[8]) for row in rows)
    return StaffActor(
        staff,
        table,
        roles=roles,
        posts=posts,
        lacks_second_factor_since=min(lacking, default=None),
        lacks_clearance=lacks_clearance,
    )


def staff_with_rank(node: Node, rank: int, *, now: datetime) -> StaffMember | None:
    """The named person of that escalation rank who is nearest above a node (or at it); None if there is none."""
    appointment = (
        Appointment.objects.active(now)
        .filter(node_id__in=node.ancestor_ids, role__escalation_rank=rank)
        .select_related("staff")
        .order_by("-node__path", "id")
        .first()
    )
    return appointment.staff if appointment else None


# Whose place in the tree each rung from the project up is (ORG-4).
_PLACES_OF_RANK = {
    3: (Node.Kind.PROJECT, Node.Kind.STORE),
    4: (Node.Kind.CITY, Node.Kind.BRANCH),
    5: (Node.Kind.GROUP,),
}


def named_person(node: Node, rank: int, *, now: datetime) -> StaffMember | None:
    """Who answers at that rung above a node: the named manager of the nearest place of its level (ORG-4).

    Where none is named, and on the rungs below the project, the nearest holder of a role of that rank; else None.
    """
    places = Node.objects.filter(
        pk__in=node.ancestor_ids, kind__in=_PLACES_OF_RANK.get(rank, ()), manager__is_active=True
    )
    place = places.select_related("manager").order_by("-path").first() if rank in _PLACES_OF_RANK else None
    return place.manager if place else staff_with_rank(node, rank, now=now)


def working_calendar(calendar: Calendar | None, *, zone: str = "Asia/Shanghai") -> WorkingCalendar:
    """The stored calendar as arithmetic (ORG-7). None means round the clock."""
    if calendar is None or calendar.is_round_the_clock:
        return _always_open(calendar.zone if calendar else zone)
    return WorkingCalendar(
        zone=ZoneInfo(calendar.zone),
        week={int(day): _spans(spans) for day, spans in calendar.week.items()},
        holidays=calendar.has_national_holidays,
        exceptions={one.on: _spans(one.spans) for one in calendar.exceptions.all()},
    )


@cache
def _always_open(zone: str) -> WorkingCalendar:
    return WorkingCalendar.round_the_clock(ZoneInfo(zone))


_CALENDAR = Statement("""
    SELECT c.id, c.code, c.name, c.zone, c.is_round_the_clock, c.week, c.has_national_holidays,
           (SELECT jsonb_agg(jsonb_build_array(e."on", e.spans)) FROM organisation_calendarexception e
             WHERE e.calendar_id = c.id)
      FROM organisation_node n JOIN organisation_calendar c ON c.id = n.calendar_id
     WHERE n.id = ANY (%s) ORDER BY n.path DESC LIMIT 1
""")
_CALENDAR_NAMES = ["id", "code", "name", "zone", "is_round_the_clock", "week", "has_national_holidays"]


def calendar_of(node: Node) -> Calendar | None:
    """The office calendar of a node, with its exceptions: its own, or that of the nearest node above it that has one.

    For reckoning: an exception has its day and its spans.
    """
    rows = _CALENDAR.rows([node.ancestor_ids])
    if not rows:
        return None
    *values, differing = rows[0]
    found: Calendar = built(Calendar, _CALENDAR_NAMES, tuple(values))
    found.name, found.week = json.loads(values[2]), json.loads(values[5])
    exceptions: Any = found.exceptions.all()
    exceptions._result_cache = [
        CalendarException(calendar=found, on=date.fromisoformat(on), spans=spans)
        for on, spans in json.loads(differing or "[]")
    ]
    # As prefetch_related leaves them.
    found.__dict__["_prefetched_objects_cache"] = {"exceptions": exceptions}
    return found


def hotline_of(node: Node) -> str:
    """The number that customers of a node call: its own, or that of the nearest node above that has one."""
    if node.hotline:
        return node.hotline
    above = Node.objects.filter(pk__in=node.ancestor_ids).exclude(hotline="").order_by("-path")
    return above.values_list("hotline", flat=True).first() or ""


def _spans(pairs: list[list[str]]) -> tuple[tuple[time, time], ...]:
    return tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in pairs)


def staff_holding(permission: Permission, *, node: Node | None, now: datetime) -> QuerySet[StaffMember]:
    """Who holds a permission at a node (None: at the root) by an appointment there or above."""
    held = Appointment.objects.active(now).filter(role__permissions__contains=[permission.code])
    if node is None:
        held = held.filter(node__parent__isnull=True)
    else:
        held = held.filter(node_id__in=node.ancestor_ids)
    return StaffMember.objects.filter(pk__in=held.values("staff"), is_active=True).order_by("pk")


def places_without_manager() -> QuerySet[Node]:
    """Places in use that nobody answers for: no named manager, or one who has left (ORG-4). By their place in the tree."""
    without = Q(manager__isnull=True) | Q(manager__is_active=False)
    return Node.objects.filter(without, is_active=True).order_by("path")


def heir(node: Node | None, *, instead_of: StaffMember | None, now: datetime) -> StaffMember | None:
    """Who takes what somebody leaves behind at a node: the nearest named manager above, else who leads or manages the
    staff there (ORG-4); None where there is nobody at all."""
    node = node or Node.objects.filter(parent__isnull=True).first()
    if node is None:
        return None
    gone = instead_of.pk if instead_of else 0
    named = Node.objects.filter(pk__in=node.ancestor_ids, manager__is_active=True).exclude(manager_id=gone)
    place = named.select_related("manager").order_by("-path").first()
    if place:
        return place.manager
    held = Appointment.objects.active(now).filter(node_id__in=node.ancestor_ids).exclude(staff_id=gone)
    leads = held.filter(role__escalation_rank__gte=2).select_related("staff")
    found = leads.order_by("-node__path", "-role__escalation_rank", "id").first()
    if found is None:
        manages = held.filter(role__permissions__contains=[MANAGE_STAFF.code]).select_related("staff")
        found = manages.order_by("-node__path", "id").first()
    return found.staff if found else None


# --- API clients --------------------------------------------------------------------------------------------


def client_actor(client: ApiClient) -> ClientActor:
    """The client as an actor, with what its role reaches below its node. At most one query (role and node loaded)."""
    if client.node.parent_id is None:
        return ClientActor(client, EVERYWHERE)
    below = Node.objects.within(client.node).values_list("id", flat=True)
    return ClientActor(client, Reach(frozenset(below)))


def colleagues_of(client: ClientActor, *, now: datetime) -> QuerySet[StaffMember]:
    """The staff whom a client may name: those who work where it reaches, or above, and have not left."""
    node = client.client.node
    working = Appointment.objects.active(now).filter(
        Q(node__path__startswith=node.path) | Q(node_id__in=node.ancestor_ids)
    )
    return StaffMember.objects.filter(is_active=True, pk__in=working.values("staff_id"))


def staff_through(client: ClientActor, staff: StaffMember, *, now: datetime) -> StaffActor:
    """The staff member as an actor, but nowhere and nothing beyond what the client itself may."""
    own = actor_for(staff, now=now)
    reaches = {
        code: _both(reach, client.at) for code, reach in own.reaches.items() if code in client.permissions
    }
    return StaffActor(
        staff,
        reaches,
        roles=own.roles,
        posts=own.posts,
        lacks_second_factor_since=own.lacks_second_factor_since,
        lacks_clearance=own.lacks_clearance,
        through=client.id,
    )


def _both(one: Reach, other: Reach) -> Reach:
    if one.everywhere:
        return other
    return one if other.everywhere else Reach(one.node_ids & other.node_ids)


def is_awaited(kind: str) -> bool:
    """Whether any webhook listens to that kind of fact. One short query on a small table."""
    return bool(_LISTENING.rows([["*", kind]])[0][0])


def hotline_calendar() -> Calendar | None:
    """The round-the-clock calendar beside the office one (ORG-7); None before the packs are loaded."""
    return Calendar.objects.filter(is_round_the_clock=True).order_by("id").first()


@dataclass(frozen=True)
class UnpublishedYears:
    """A calendar that follows the public holidays, and the coming years whose holidays nobody knows yet."""

    calendar: Calendar
    years: tuple[int, ...]


def unpublished_years(*, now: datetime, ahead: timedelta = timedelta(days=60)) -> list[UnpublishedYears]:
    """Calendars that reach soon into a year without published holidays: dates reckoned there may change (ORG-7)."""
    found = []
    for calendar in Calendar.objects.filter(has_national_holidays=True).order_by("code"):
        years = working_calendar(calendar).unpublished_years(now, now + ahead)
        if years:
            found.append(UnpublishedYears(calendar, years))
    return found


def path_at(node: Node, at: datetime) -> str:
    """Where the node hung at that moment (ORG-1)."""
    moved_after = node.moves.filter(at__gt=at).order_by("at", "id").first()
    return moved_after.old_path if moved_after else node.path


# --- the journal --------------------------------------------------------------------------------------------


def journal_for(viewer: Actor) -> QuerySet[JournalEntry]:
    """What an auditor may read: facts of the nodes reached; those of no node only over everything (ORG-3, ORG-5)."""
    return viewer.limit(JournalEntry.objects.all(), READ_JOURNAL)
