"""Jobs of the organisation: telling webhooks, and forgetting what was kept long enough."""

from __future__ import annotations

from datetime import datetime

from alongside.domain.organisation.actions.clearance import remind_of_clearances
from alongside.domain.organisation.actions.clients import forget_answers
from alongside.domain.organisation.actions.leaving import carry_out_leavings, sweep_left_behind
from alongside.domain.organisation.actions.watching import (
    open_reviews,
    remind_of_incidents,
    remind_of_reviews,
)
from alongside.domain.organisation.actions.webhooks import (
    JOB,
    QUEUE,
    forget_deliveries,
    requeue_deliveries,
    send_delivery,
)
from alongside.kernel.jobs import job


@job(JOB, queue=QUEUE)
def send_webhook(delivery_id: str, *, now: datetime) -> None:
    """One try of one delivery."""
    send_delivery(delivery_id, now=now)


@job("alongside.domain.organisation.jobs.sweep_webhooks", queueing_lock="sweep_webhooks")
def sweep_webhooks(*, now: datetime) -> None:
    """Pick up deliveries whose job was lost."""
    requeue_deliveries(now=now)


@job("alongside.domain.organisation.jobs.forget", queueing_lock="organisation_forget")
def forget(*, now: datetime) -> None:
    """Kept answers older than a day, the log of deliveries older than a month."""
    forget_answers(now=now)
    forget_deliveries(now=now)


@job("alongside.domain.organisation.jobs.leave", queueing_lock="organisation_leave")
def leave_in_time(*, now: datetime) -> None:
    """ORG-6: whoever's last moment has come is out, and nothing stays theirs."""
    carry_out_leavings(now=now)


@job("alongside.domain.organisation.jobs.sweep_left_behind", queueing_lock="organisation_left_behind")
def look_for_what_was_left_behind(*, now: datetime) -> None:
    """What is found with somebody who has left is passed on, and told."""
    sweep_left_behind(now=now)


@job("alongside.domain.organisation.jobs.remind_of_clearance", queueing_lock="remind_of_clearance")
def remind_of_clearance(*, now: datetime) -> None:
    """ORG-8: who must sign or learn again soon, hears of it, and so does who leads them."""
    remind_of_clearances(now=now)


@job("alongside.domain.organisation.jobs.watch", queueing_lock="organisation_watch")
def watch(*, now: datetime) -> None:
    """INF-9: reviews are opened each quarter and called to mind, and incidents before their deadline."""
    remind_of_incidents(now=now)
    open_reviews(now=now)
    remind_of_reviews(now=now)
