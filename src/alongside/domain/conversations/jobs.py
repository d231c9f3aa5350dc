"""Mails leave by these jobs, in the lane for the outside world, and come in by those, in a lane of their own."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.domain.conversations.actions import (
    deliver,
    forget_last_mails,
    read_mailbox,
    sweep_mailboxes,
    sweep_outbox,
)
from alongside.domain.conversations.actions.calling import FETCH, sweep_calls
from alongside.domain.conversations.actions.fetching import READ
from alongside.domain.conversations.actions.finding import fill_search
from alongside.domain.conversations.actions.leaving import answer_absent
from alongside.domain.conversations.actions.queueing import DELIVER
from alongside.domain.conversations.actions.recordings import fetch_call_recording
from alongside.domain.conversations.actions.seats import sweep_seats
from alongside.domain.conversations.actions.snoozing import wake_threads
from alongside.domain.conversations.actions.standards import remind_of_waiting
from alongside.domain.conversations.actions.together import forget_old_drafts, forget_who_was_there
from alongside.domain.conversations.actions.visiting import forget_visits
from alongside.domain.conversations.actions.wechat.menu import PUBLISH, put_up_menu
from alongside.domain.conversations.actions.wechat.pushing import QUEUE, UNDERSTAND, sweep_pushed
from alongside.domain.conversations.actions.wechat.understanding import understand_push
from alongside.kernel.jobs import job

FILLED_AT_ONCE = 50  # batches
LAST_MAILS_WAIT = timedelta(days=3)  # of people who were erased; without a mail server they never leave


@job(DELIVER, queue="mails", retries=5)
def deliver_mail(delivery_id: int, *, now: datetime) -> None:
    """Try to send one mail; a mail that does not go plans its next try itself (CHN-7)."""
    deliver(delivery_id, now=now)


@job("alongside.domain.conversations.jobs.sweep", queueing_lock="sweep_outbox")
def sweep(*, now: datetime) -> None:
    """Wake mails that were left lying (CHN-7), and conversations that were put off or wait too long (CHN-1)."""
    sweep_outbox(now=now)
    sweep_pushed(now=now)
    wake_threads(now=now)
    remind_of_waiting(now=now)
    forget_last_mails(before=now - LAST_MAILS_WAIT)


@job(READ, queue="mailboxes")
def read_one_mailbox(mailbox_id: int, *, now: datetime) -> None:
    """Take what is new in one mailbox (CHN-2)."""
    read_mailbox(mailbox_id, now=now)


@job("alongside.domain.conversations.jobs.read_mailboxes", queueing_lock="read_mailboxes")
def read_mailboxes(*, now: datetime) -> None:
    """A job for each mailbox whose turn it is (CHN-2)."""
    sweep_mailboxes(now=now)


@job("alongside.domain.conversations.jobs.find_what_was_said", queueing_lock="find_what_was_said")
def find_what_was_said(*, now: datetime) -> None:
    """Let conversations from before the search be found by their words; nothing to do once all are (CHN-1)."""
    for _batch in range(FILLED_AT_ONCE):
        if not fill_search():
            return


@job("alongside.domain.conversations.jobs.tidy", queueing_lock="tidy_conversations")
def tidy(*, now: datetime) -> None:
    """Forget who looked at what, and what was begun long ago (INF-5)."""
    forget_who_was_there(now=now)
    forget_old_drafts(now=now)


@job(UNDERSTAND, queue=QUEUE, retries=12)
def understand_wechat(push_id: int, *, now: datetime) -> None:
    """What WeChat pushed becomes words in the inbox, or what else it means (CHN-3)."""
    understand_push(push_id, now=now)


@job(PUBLISH, queue="wechat_out")
def publish_official_menu(account_id: int, *, now: datetime) -> None:
    """Tell WeChat the menu of an official account; what it says is kept (CHN-3)."""
    put_up_menu(account_id, now=now)


@job("alongside.domain.conversations.jobs.look_after_visitors", queueing_lock="look_after_visitors")
def look_after_visitors(*, now: datetime) -> None:
    """Who left before our answer came gets it at the address that they left (CHN-6)."""
    answer_absent(now=now)


@job("alongside.domain.conversations.jobs.forget_visitors", queueing_lock="forget_visitors")
def forget_visitors(*, now: datetime) -> None:
    """Counts of tries, and browsers that never came back."""
    forget_visits(now=now)


@job(FETCH, queue="long", retries=8)
def fetch_one_recording(call_id: int, *, now: datetime) -> None:
    """Bring the recording of one call home (CHN-5)."""
    fetch_call_recording(call_id, now=now)


@job("alongside.domain.conversations.jobs.sweep_hotline", queueing_lock="sweep_hotline")
def sweep_hotline(*, now: datetime) -> None:
    """Calls of which nothing is heard any more, and seats that were left without a word (CHN-5)."""
    sweep_calls(now=now)
    sweep_seats(now=now)
