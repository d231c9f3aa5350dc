"""Reading counted by the hour, compared with what is usual, and alarms raised and settled (INF-2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Appointment, StaffMember
from alongside.domain.organisation.queries import calendar_of, staff_holding, working_calendar
from alongside.domain.privacy import events
from alongside.domain.privacy.models import ReadingAlarm, ReadingHour
from alongside.domain.privacy.permissions import SETTLE_ALARM
from alongside.domain.privacy.rules import RECORD_AT_MOST, Reading, unusual
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.refusals import NotAllowed, Refused

HOUR = timedelta(hours=1)
COMPARED = timedelta(days=28)
KEPT = timedelta(days=180)

# A list shows many at once; a record one, with those who live there.
_READ = """
    SELECT l.viewer_id, max(l.role),
           count(DISTINCT p) FILTER (WHERE cardinality(l.person_ids) <= %(record)s),
           count(*) FILTER (WHERE l.act IN ('reveal', 'export') AND p = l.person_ids[1]),
           count(DISTINCT p) FILTER (WHERE cardinality(l.person_ids) > %(record)s),
           array_agg(DISTINCT p) FILTER (WHERE cardinality(l.person_ids) = 1),
           min(l.at)
      FROM kernel_accessline l CROSS JOIN LATERAL unnest(l.person_ids) p
     WHERE l.at >= %(since)s AND l.at < %(until)s AND l.viewer_kind = 'staff'
     GROUP BY l.viewer_id
"""
_USUAL = """
    SELECT role, percentile_disc(0.9) WITHIN GROUP (ORDER BY records),
           percentile_disc(0.9) WITHIN GROUP (ORDER BY reveals),
           percentile_disc(0.9) WITHIN GROUP (ORDER BY listed)
      FROM privacy_readinghour WHERE hour >= %s AND hour < %s GROUP BY role
"""


@transaction.atomic
def watch_reading(*, now: datetime) -> list[ReadingAlarm]:
    """Count the running hour and the one before, and raise what is unusual. Any number of times; each alarm once."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return [alarm for since in (hour - HOUR, hour) for alarm in _watch_hour(since, now=now)]


def _watch_hour(hour: datetime, *, now: datetime) -> list[ReadingAlarm]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"record": RECORD_AT_MOST, "since": hour, "until": hour + HOUR})
        rows = cursor.fetchall()
        cursor.execute(_USUAL, [hour - COMPARED, hour])
        usual = {role: tuple(found) for role, *found in cursor.fetchall()}
    if not rows:
        return []
    ReadingHour.objects.bulk_create(
        [
            ReadingHour(staff_id=staff, hour=hour, role=role, records=records, reveals=reveals, listed=listed)
            for staff, role, records, reveals, listed, _ids, _at in rows
        ],
        update_conflicts=True,
        unique_fields=["staff", "hour"],
        update_fields=["role", "records", "reveals", "listed"],
    )
    people = StaffMember.objects.in_bulk([row[0] for row in rows])
    away = _outside_hours(people, {row[0]: row[6] for row in rows}, now=now)
    raised = []
    for staff_id, role, records, reveals, listed, ids, _at in rows:
        valued, own_name = _whom(people[staff_id], ids or [])
        reading = Reading(
            records=records, reveals=reveals, listed=listed, valued=valued, own_name=own_name,
            roles=frozenset(role.split(",")), is_working_time=staff_id not in away, usual=usual.get(role, (0, 0, 0)),
        )  # fmt: skip
        raised += _raise(people[staff_id], hour, unusual(reading), now=now)
    _tell(raised, now=now)
    return raised


def _whom(staff: StaffMember, ids: list[int]) -> tuple[int, int]:
    """Of the records opened: how many valued customers, and how many of the reader's own name."""
    opened = Customer.objects.filter(pk__in=ids)
    return opened.filter(tier=Customer.Tier.GOLD).count(), opened.filter(name=staff.name).count()


def _outside_hours(people: dict[int, StaffMember], first: dict[int, datetime], *, now: datetime) -> set[int]:
    """Who began to read when none of the places at which they are appointed was at work."""
    places = defaultdict(list)
    held = Appointment.objects.active(now).filter(staff__in=people).select_related("node")
    calendars = {}
    for one in held:
        if one.node_id not in calendars:
            calendars[one.node_id] = working_calendar(calendar_of(one.node), zone=one.node.zone)
        places[one.staff_id].append(calendars[one.node_id])
    return {
        staff
        for staff, at in first.items()
        if places[staff] and not any(calendar.is_working(at) for calendar in places[staff])
    }


def _raise(
    staff: StaffMember, hour: datetime, found: dict[str, tuple[int, int]], *, now: datetime
) -> list[ReadingAlarm]:
    raised = []
    for kind, (count, usual) in found.items():
        alarm, is_new = ReadingAlarm.objects.get_or_create(
            staff=staff, kind=kind, hour=hour, defaults={"count": count, "usual": usual, "raised_at": now}
        )
        if is_new:
            journal.record(
                events.ALARM_RAISED,
                about=alarm,
                by=SYSTEM,
                at=now,
                facts={"kind": kind, "staff": staff.pk, "count": count},
            )
            raised.append(alarm)
        elif alarm.settled_at is None and count > alarm.count:
            ReadingAlarm.objects.filter(pk=alarm.pk).update(count=count)
    return raised


def _tell(alarms: Iterable[ReadingAlarm], *, now: datetime) -> None:
    """The security administrators hear of it at once; never the person whom it is about."""
    alarms = list(alarms)
    if not alarms:
        return
    keepers = list(staff_holding(SETTLE_ALARM, node=None, now=now))
    notify_many(
        notice_for(
            keeper, events.ALARM_RAISED.kind, now=now, about=alarm, label=str(alarm.get_kind_display()),
            facts={"kind": alarm.kind, "count": alarm.count}, is_urgent=True, once_key=f"reading_alarm:{alarm.pk}",
        )
        for alarm in alarms
        for keeper in keepers
        if keeper.pk != alarm.staff_id
    )  # fmt: skip


@transaction.atomic
def settle_alarm(alarm: ReadingAlarm, *, outcome: str, words: str, by: Actor, now: datetime) -> ReadingAlarm:
    """Say what it was. Nobody settles what is about themself, and what is settled stays (INF-2)."""
    by.require(SETTLE_ALARM)
    if by.kind != "staff" or alarm.staff_id == by.id:
        raise NotAllowed(_("Somebody else must look at this."))
    alarm = ReadingAlarm.objects.select_for_update().get(pk=alarm.pk)
    if alarm.settled_at is not None:
        raise Refused(_("This is settled already."))
    if outcome not in ReadingAlarm.Outcome.values:
        raise Refused(_("This choice does not exist."), field="outcome")
    if not words.strip():
        raise Refused(_("Say how you found out."), field="words")
    alarm.outcome, alarm.words = outcome, words.strip()[:500]
    alarm.settled_at, alarm.settled_by_id = now, by.id
    alarm.save()
    facts = {"outcome": outcome, "staff": alarm.staff_id}
    journal.record(events.ALARM_SETTLED, about=alarm, by=by, at=now, facts=facts)
    return alarm


def forget_reading_hours(*, now: datetime) -> int:
    """Counts by the hour are only needed for comparing (INF-5)."""
    return ReadingHour.objects.filter(hour__lt=now - KEPT).delete()[0]
