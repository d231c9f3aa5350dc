"""Case meetings: when a pack is due and who gets it, the meeting of a month and what it decided (CAS-13)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet

from alongside.domain.cases.models import CaseMeeting
from alongside.domain.cases.permissions import SEE_CASE_MEETINGS
from alongside.domain.organisation.models import Appointment, Node, StaffMember
from alongside.domain.organisation.queries import calendar_of, working_calendar
from alongside.domain.work.models import Task
from alongside.domain.work.queries import tasks_about
from alongside.kernel.models import StoredFile
from alongside.kernel.stored_files import files_about

GIVEN_OUT_AT = time(8, 0)  # local time of the node, on its first working day of the month
MANAGEMENT_RANK = 3  # project manager and above
KIND = "casemeeting"


def meeting_of(node: Node, month: date) -> CaseMeeting | None:
    """The meeting about a month; None while nothing was given out or written. The caller has asked who may."""
    found = CaseMeeting.objects.filter(node=node, month=month.replace(day=1))
    return found.select_related("node", "written_by").first()


def decisions_of(meeting: CaseMeeting | None) -> list[Task]:
    """What a meeting decided, in the order in which it did."""
    return list(tasks_about(KIND, meeting.pk).select_related("department__node")) if meeting else []


def packs_due(now: datetime) -> list[tuple[Node, date]]:
    """The packs to be given out by now: of each node with management, of the month that has just ended.

    Due from eight in the morning of the node's first working day until it is there: who was down catches up.
    """
    managed = _management(now).filter(node=OuterRef("pk"))
    due = []
    for node in Node.objects.filter(Exists(managed), is_active=True).order_by("path"):
        today = now.astimezone(ZoneInfo(node.zone)).date()
        moment = first_working_moment(node, today)
        if moment is None or now < moment:
            continue
        month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
        if not CaseMeeting.objects.filter(node=node, month=month, given_out_at__isnull=False).exists():
            due.append((node, month))
    return due


def packs_to_send(now: datetime) -> list[tuple[Node, date]]:
    """Those that were given out and not sent: by hand, or before the work was cut off."""
    waiting = CaseMeeting.objects.filter(given_out_at__lte=now, sent_at__isnull=True).select_related("node")
    return [(one.node, one.month) for one in waiting.order_by("pk")]


def first_working_moment(node: Node, day: date) -> datetime | None:
    """When the pack is given out in the month of that day; None where the node never opens in it."""
    calendar = working_calendar(calendar_of(node), zone=node.zone)
    first = day.replace(day=1)
    for one in (first + timedelta(days=n) for n in range(31)):
        if one.month == first.month and calendar.day_spans(one):
            return datetime.combine(one, GIVEN_OUT_AT, ZoneInfo(node.zone))
    return None


def readers_of_pack(node: Node, *, now: datetime) -> QuerySet[StaffMember]:
    """Who holds the right to the pack by a rank of management, appointed at the node itself."""
    held = _management(now).filter(node=node)
    return StaffMember.objects.filter(pk__in=held.values("staff"), is_active=True).order_by("id")


def _management(now: datetime) -> QuerySet[Appointment]:
    return Appointment.objects.active(now).filter(
        role__permissions__contains=[SEE_CASE_MEETINGS.code], role__escalation_rank__gte=MANAGEMENT_RANK
    )


def kept_paper(meeting: CaseMeeting, name: str) -> StoredFile | None:
    """The paper that was sent, under its name (one a language); None once it had to go (INF-4)."""
    return files_about(meeting).filter(name=name).first()
