"""What the worker does by the clock. A cron line with a sixth field counts seconds.

None of it depends on running at exactly that moment: every round takes whatever is due by then, so a worker that
was down catches up. The database lets each round be enqueued once however many workers there are.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from alongside.domain.appointments import jobs as appointments
from alongside.domain.assistance import jobs as assistance
from alongside.domain.cases import jobs as cases
from alongside.domain.conversations import jobs as conversations
from alongside.domain.customers import jobs as customers
from alongside.domain.journeys import jobs as journeys
from alongside.domain.knowledge import jobs as knowledge
from alongside.domain.listings import jobs as listings
from alongside.domain.organisation import jobs as organisation
from alongside.domain.platforms import jobs as platforms
from alongside.domain.privacy import jobs as privacy
from alongside.domain.promises import jobs as promises
from alongside.domain.reception import jobs as reception
from alongside.domain.work import jobs as work
from alongside.kernel.jobs import LANES, job, rescue_jobs

EVERY_15_SECONDS = "* * * * * */15"
EVERY_20_SECONDS = "* * * * * */20"
EVERY_MINUTE = "* * * * *"
EVERY_5_MINUTES = "*/5 * * * *"
EVERY_HOUR = "17 * * * *"
EVERY_NIGHT = "40 18 * * *"  # in UTC: at twenty to three in China


@job("alongside.config.timetable.forget_sessions", queueing_lock="forget_sessions")
def forget_sessions(*, now: datetime) -> None:
    """Delete sessions that have run out."""
    Session.objects.filter(expire_date__lt=now).delete()


TIMETABLE = [
    (EVERY_15_SECONDS, rescue_jobs),
    (EVERY_MINUTE, appointments.sweep),
    (EVERY_5_MINUTES, assistance.gather),
    (EVERY_NIGHT, assistance.train),
    (EVERY_20_SECONDS, cases.sweep),
    (EVERY_MINUTE, cases.remind),
    (EVERY_5_MINUTES, cases.remind_legal),
    (EVERY_MINUTE, cases.count_months),
    (EVERY_5_MINUTES, cases.send_dailies),
    (EVERY_5_MINUTES, cases.give_out_packs),
    (EVERY_20_SECONDS, conversations.sweep),
    (EVERY_20_SECONDS, conversations.read_mailboxes),
    (EVERY_5_MINUTES, conversations.tidy),
    (EVERY_MINUTE, conversations.find_what_was_said),
    (EVERY_20_SECONDS, conversations.look_after_visitors),
    (EVERY_HOUR, conversations.forget_visitors),
    (EVERY_MINUTE, conversations.sweep_hotline),
    (EVERY_HOUR, cases.archive),
    (EVERY_HOUR, customers.forget_codes),
    (EVERY_NIGHT, customers.sweep_duplicates),
    (EVERY_NIGHT, customers.revalue_customers),
    (EVERY_HOUR, forget_sessions),
    (EVERY_MINUTE, journeys.sweep),
    (EVERY_HOUR, knowledge.look_after),
    (EVERY_5_MINUTES, listings.sweep),
    (EVERY_MINUTE, organisation.sweep_webhooks),
    (EVERY_MINUTE, work.remind),
    (EVERY_HOUR, work.tell_faults),
    (EVERY_HOUR, organisation.forget),
    (EVERY_20_SECONDS, organisation.leave_in_time),
    (EVERY_5_MINUTES, organisation.watch),
    (EVERY_HOUR, organisation.remind_of_clearance),
    (EVERY_HOUR, organisation.look_for_what_was_left_behind),
    (EVERY_20_SECONDS, platforms.sweep),
    (EVERY_NIGHT, platforms.compare_staff),
    (EVERY_NIGHT, platforms.forget),
    (EVERY_MINUTE, promises.sweep),
    (EVERY_20_SECONDS, reception.sweep),
    (EVERY_5_MINUTES, work.expire),
    (EVERY_MINUTE, privacy.seal_access_log),
    (EVERY_HOUR, privacy.make_months),
    (EVERY_5_MINUTES, privacy.watch),
    (EVERY_HOUR, privacy.forget),
    (EVERY_HOUR, privacy.carry_on),
    (EVERY_NIGHT, privacy.retain),
]

__all__ = ["LANES", "TIMETABLE", "set_timetable"]


def set_timetable() -> None:
    """Tell procrastinate the timetable. Once a process, before its worker starts."""
    for cron, task in TIMETABLE:
        app.periodic(cron=cron)(task)
