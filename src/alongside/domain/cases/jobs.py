"""The rounds over the cases that the timetable makes."""

from __future__ import annotations

from datetime import date, datetime

from alongside.domain.cases.actions.archiving import archive_old_cases
from alongside.domain.cases.actions.daily import send_daily
from alongside.domain.cases.actions.group.answering import TELL_FOLLOWER
from alongside.domain.cases.actions.group.answering import tell_follower as tell
from alongside.domain.cases.actions.group.resolving import RESOLVE_FOLLOWER
from alongside.domain.cases.actions.group.resolving import resolve_follower as resolve
from alongside.domain.cases.actions.legal.sweeping import remind_of_legal_dates
from alongside.domain.cases.actions.major import remind_of_logs
from alongside.domain.cases.actions.meeting import give_out_pack, send_pack
from alongside.domain.cases.actions.sweeping import sweep_deadlines
from alongside.domain.cases.queries.daily import dailies_due
from alongside.domain.cases.queries.meeting.meetings import packs_due, packs_to_send
from alongside.domain.cases.queries.remembering import count_marked_months
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM
from alongside.kernel.jobs import RETRIES, defer, job


@job("alongside.domain.cases.jobs.sweep", queueing_lock="sweep_deadlines")
def sweep(*, now: datetime) -> None:
    """Warn, call missed, escalate; end pauses that used up their cap (CAS-4)."""
    sweep_deadlines(now=now)


@job("alongside.domain.cases.jobs.remind", queueing_lock="remind_of_logs")
def remind(*, now: datetime) -> None:
    """Say that the hourly log of a major complaint is late (CAS-10)."""
    remind_of_logs(now=now)


@job("alongside.domain.cases.jobs.remind_legal", queueing_lock="remind_of_legal_dates")
def remind_legal(*, now: datetime) -> None:
    """Call hearings and deadlines of legal matters to mind (CAS-17)."""
    remind_of_legal_dates(now=now)


@job("alongside.domain.cases.jobs.count_months", queueing_lock="count_marked_months")
def count_months(*, now: datetime) -> None:
    """Put the figures of months together again in which something happened (CAS-14)."""
    count_marked_months(now=now)


@job("alongside.domain.cases.jobs.send_dailies", queueing_lock="send_dailies")
def send_dailies(*, now: datetime) -> None:
    """Find the complaint dailies that are due; each is sent by a job of its own (CAS-12)."""
    for node, on in dailies_due(now):
        defer(
            "alongside.domain.cases.jobs.send_one_daily",
            queue="long",
            queueing_lock=f"daily:{node.pk}:{on}",
            node_id=node.pk,
            on=on.isoformat(),
        )


@job("alongside.domain.cases.jobs.send_one_daily", queue="long", retries=RETRIES)
def send_one_daily(*, node_id: int, on: str, now: datetime) -> None:
    """Send the complaint daily of a node; nothing where it was sent already."""
    send_daily(Node.objects.get(pk=node_id), on=date.fromisoformat(on), by=SYSTEM, now=now)


@job("alongside.domain.cases.jobs.archive", queue="long", queueing_lock="archive_old_cases")
def archive(*, now: datetime) -> None:
    """Archive what ended 90 days ago (CAS-3)."""
    archive_old_cases(now=now)


@job("alongside.domain.cases.jobs.give_out_packs", queueing_lock="give_out_packs")
def give_out_packs(*, now: datetime) -> None:
    """Find the packs of case meetings that are due or not sent; each is made by a job of its own (CAS-13)."""
    for node, month in dict.fromkeys([*packs_due(now), *packs_to_send(now)]):
        defer(
            "alongside.domain.cases.jobs.give_out_one_pack",
            queue="long",
            queueing_lock=f"pack:{node.pk}:{month}",
            node_id=node.pk,
            month=month.isoformat(),
        )


@job("alongside.domain.cases.jobs.give_out_one_pack", queue="long", retries=RETRIES)
def give_out_one_pack(*, node_id: int, month: str, now: datetime) -> None:
    """Give out the pack of a node and write to its management; what was done already stays as it was."""
    node = Node.objects.get(pk=node_id)
    meeting = give_out_pack(node, month=date.fromisoformat(month), by=SYSTEM, now=now)
    send_pack(meeting, by=SYSTEM, now=now)


@job(TELL_FOLLOWER, queue="default", retries=RETRIES)
def tell_follower(*, telling_id: int, now: datetime) -> None:
    """One customer of a group hears the answer, once (CAS-11, CAS-19)."""
    tell(telling_id, now=now)


@job(RESOLVE_FOLLOWER, queue="default", retries=RETRIES)
def resolve_follower(*, case_id: int, lead_id: int, now: datetime) -> None:
    """One case of a group is resolved with it (CAS-19)."""
    resolve(case_id, lead_id=lead_id, now=now)
