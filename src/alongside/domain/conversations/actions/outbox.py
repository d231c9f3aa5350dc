"""The outbox: written with the business act, sent at least once, nothing written twice, over one channel in the end
(CHN-7)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.carriers import Carrier, NotCarried, carrier_of
from alongside.domain.conversations.actions.carriers.mail import has_mail_server
from alongside.domain.conversations.actions.doubting import doubt
from alongside.domain.conversations.actions.passing_on import pass_on
from alongside.domain.conversations.actions.queueing import enqueue, enqueue_each, lock_name
from alongside.domain.conversations.actions.settling import (
    ERROR_CHARACTERS,
    alarm_of_account,
    came_back,
    park,
    settled,
)
from alongside.domain.conversations.actions.starting import give_back, is_permitted, locked, start
from alongside.domain.conversations.events import OUTBOX_RETRIED
from alongside.domain.conversations.models import Account, Channel, Delivery
from alongside.domain.conversations.rules.outbox import (
    LONGEST_ACCOUNT_WAIT,
    wait_before_next,
    wait_of_account,
)
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.jobs import waiting_locks
from alongside.kernel.refusals import Refused

LEFT_LYING = timedelta(seconds=45)  # so long after its time one whose job is gone is given a new one
SWEPT_AT_ONCE = 500
WOKEN_AT_ONCE = 2_000
ALARM_AFTER = 3  # failures of an account, one after the other
_MAY_HAVE_GONE = (Delivery.State.QUEUED, Delivery.State.PARKED, Delivery.State.DOUBTFUL)

log = logging.getLogger(__name__)


def deliver(delivery_id: int, *, now: datetime) -> None:
    """Try to send one. Does nothing when it is sent, parked, not yet due, or in another worker's hands.

    A mail that is sent again after a worker died bears the same Message-ID, by which it is recognised. Over an account
    it is written down first that it is being handed over; where that ended without our knowing how, the other side is
    asked before anything is done again.
    """
    by_account = Delivery.objects.filter(pk=delivery_id, account__isnull=False).exists()
    was_begun = start(delivery_id, now=now) if by_account else False
    if was_begun is not None:
        _hand_over(delivery_id, was_begun=was_begun, now=now)


@transaction.atomic
def _hand_over(delivery_id: int, *, was_begun: bool, now: datetime) -> None:
    """The row stays locked while the other side is spoken to."""
    delivery = locked(delivery_id, now=now)
    carrier = carrier_of(delivery) if delivery is not None else None
    if delivery is None or carrier is None or not carrier.may_send(delivery):
        return
    if not was_begun and not is_permitted(delivery, now=now):
        return
    delivery.tries += 1
    try:
        delivery.external_id = _carried(carrier, delivery, was_begun=was_begun, now=now)
    except NotCarried as reason:
        log.warning("delivery %s was not sent: %s", delivery.pk, reason.code or "refused")
        _put_off(delivery, reason, now=now)
    except Exception as reason:  # whatever it is, the next one must not wait for it
        log.warning("delivery %s was not sent: %s", delivery.pk, type(reason).__name__)
        _put_off(delivery, NotCarried(type(reason).__name__, is_unsure=True), now=now)
    else:
        delivery.state, delivery.sent_at, delivery.last_error = Delivery.State.SENT, now, ""
        delivery.begun_at = None
        delivery.save()
        settled(delivery)
        if delivery.account is not None:
            _works_again(delivery.account, now=now)
    if delivery.forgets_itself and delivery.state != Delivery.State.QUEUED:
        delivery.delete()


def _carried(carrier: Carrier, delivery: Delivery, *, was_begun: bool, now: datetime) -> str:
    if was_begun:
        found = carrier.find(delivery, now=now)
        if found is not None:
            return found
    return carrier.send(delivery, now=now)


def _put_off(delivery: Delivery, reason: NotCarried, *, now: datetime) -> None:
    """Tried again later, told over another channel, or parked; left to people where nobody knows whether it went."""
    delivery.last_error = f"{reason.code} {reason.words}".strip()[:ERROR_CHARACTERS]
    if reason.nobody_knows:
        if reason.of_account and delivery.account is not None:
            _does_not_work(delivery.account, reason, now=now)
        return doubt(delivery, now=now)
    if not reason.is_unsure:
        give_back(delivery)
        delivery.begun_at = None
    if reason.of_account and delivery.account is not None:
        delivery.tries -= 1  # it is not this one that is wrong
        delivery.next_try_at = _does_not_work(delivery.account, reason, now=now)
        if (
            reason.next_channel
            and not reason.is_unsure
            and pass_on(delivery, why=delivery.last_error, now=now)
        ):
            return
        delivery.save()
        enqueue(delivery)
        return
    if reason.next_channel and not reason.is_unsure and pass_on(delivery, why=delivery.last_error, now=now):
        return
    wait = wait_before_next(delivery.tries, is_final=reason.is_final)
    if wait is None and not reason.is_unsure and pass_on(delivery, why=delivery.last_error, now=now):
        return
    if wait is None or (reason.next_channel and delivery.account is not None):
        park(delivery, now=now)
        return
    delivery.next_try_at = now + max(wait, reason.wait or wait)
    if delivery.go_by is not None and delivery.begun_at is None:
        delivery.next_try_at = max(now, min(delivery.next_try_at, delivery.go_by))
    delivery.save()
    enqueue(delivery)


def _does_not_work(account: Account, reason: NotCarried, *, now: datetime) -> datetime:
    """It is written down at the account, and one message tries again; when."""
    fresh = Account.objects.select_for_update(of=("self",)).select_related("node").get(pk=account.pk)
    fresh.failures += 1
    fresh.failing_since = fresh.failing_since or now
    fresh.last_error = f"{reason.code} {reason.words}".strip()[:ERROR_CHARACTERS]
    fresh.probe_at = now + (reason.wait or wait_of_account(fresh.failures))
    fresh.save(update_fields=["failures", "failing_since", "last_error", "probe_at"])
    if fresh.failures == ALARM_AFTER:
        alarm_of_account(fresh, now=now)
    return fresh.probe_at


def _works_again(account: Account, *, now: datetime) -> None:
    """Those that waited for it are woken at once."""
    failing = Account.objects.filter(pk=account.pk, failing_since__isnull=False)
    if failing.update(failing_since=None, last_error="", failures=0, probe_at=None):
        soon = now + LONGEST_ACCOUNT_WAIT + LEFT_LYING  # not those that wait for the morning
        queued = Delivery.objects.filter(account=account, state=Delivery.State.QUEUED, tries=0)
        _wake(queued.filter(next_try_at__lte=soon), now=now)


def _wake(waiting: QuerySet[Delivery], *, now: datetime) -> int:
    rows = list(waiting.order_by("next_try_at").only("pk", "channel", "next_try_at")[:WOKEN_AT_ONCE])
    Delivery.objects.filter(pk__in=[one.pk for one in rows]).update(next_try_at=now)
    _give_jobs(rows, now=now)
    return len(rows)


def _give_jobs(rows: list[Delivery], *, now: datetime) -> None:
    held = waiting_locks(lock_name(one.pk) for one in rows)
    enqueue_each([one for one in rows if lock_name(one.pk) not in held], at=now)


@transaction.atomic
def retry_delivery(delivery: Delivery, *, by: Actor, now: datetime) -> Delivery:
    """Give a parked one a new start, after what was wrong is mended."""
    by.require(MANAGE_SYSTEM, on=delivery if delivery.node_id else None)
    fresh = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if fresh.state != Delivery.State.PARKED:
        raise Refused(_("Only what is parked can be sent again."))
    fresh.state, fresh.tries, fresh.next_try_at, fresh.go_by = Delivery.State.QUEUED, 0, now, None
    fresh.save(update_fields=["state", "tries", "next_try_at", "go_by"])
    settled(fresh)
    enqueue(fresh)
    return fresh


@transaction.atomic
def retry_account(account: Account, *, by: Actor, now: datetime) -> int:
    """Give all that is parked of an account a new start, and the account with it; how many. The worker sends them;
    how far it is can be counted."""
    by.require(MANAGE_SYSTEM, on=account)
    parked = Delivery.objects.filter(account=account, state=Delivery.State.PARKED)
    rows = list(parked.select_for_update(of=("self",)).only("pk", "once_key", "channel", "state"))
    parked.update(state=Delivery.State.QUEUED, tries=0, next_try_at=now, go_by=None)
    for one in rows:
        one.state = Delivery.State.QUEUED
        settled(one)
    Account.objects.filter(pk=account.pk).update(probe_at=now)
    _give_jobs(rows[:WOKEN_AT_ONCE], now=now)  # the rest are swept
    journal.record(OUTBOX_RETRIED, about=account, by=by, at=now, facts={"n": len(rows)})
    return len(rows)


def sweep_outbox(*, now: datetime) -> int:
    """Give a job to every queued delivery whose job is gone; how many there were. Of an account that does not work,
    one whose turn it is to try, and those whose patience is over."""
    queued = Delivery.objects.filter(state=Delivery.State.QUEUED)
    left = queued.filter(next_try_at__lte=now - LEFT_LYING)
    works = Q(account__is_active=True, account__failing_since=None)
    is_late = Q(account__isnull=False, go_by__lte=now)
    left = left.filter(works | is_late | _mails_that_may_leave())
    lying = list(left.order_by("next_try_at").only("pk", "next_try_at", "channel")[:SWEPT_AT_ONCE])
    failing = Q(account__is_active=True, account__failing_since__isnull=False)
    due = Q(account__probe_at=None) | Q(account__probe_at__lte=now - LEFT_LYING)
    first = (
        queued.filter(failing & due).order_by().values("account").annotate(first=Min("pk")).values("first")
    )
    lying += Delivery.objects.filter(pk__in=first, next_try_at__lte=now).only("pk", "next_try_at", "channel")
    waiting = waiting_locks(lock_name(one.pk) for one in lying)
    return sum(enqueue(one) for one in lying if lock_name(one.pk) not in waiting)


def _mails_that_may_leave() -> Q:
    mails = Q(channel=Channel.EMAIL, account=None)
    return mails if has_mail_server() else mails & ~Q(mailbox=None) & ~Q(mailbox__smtp_host="")


@transaction.atomic
def note_returned(delivery: Delivery, *, status: str, reason: str, now: datetime) -> None:
    """The other side says that it did not arrive after all: another channel tells them, else whoever wrote it hears,
    once (CHN-2, CHN-4)."""
    fresh = _held(delivery)
    if not _may_have_gone(fresh):
        return
    fresh.sent_at = fresh.sent_at or now
    if pass_on(fresh, why=f"{status} {reason}".strip(), now=now) is None:
        came_back(fresh, status=status, reason=reason, now=now)


@transaction.atomic
def note_arrived(delivery: Delivery, *, at: datetime, now: datetime) -> None:
    """The other side says that it arrived; also of one of which we did not know whether it went. Any number of times."""
    fresh = _held(delivery)
    if _may_have_gone(fresh):
        fresh.state, fresh.delivered_at = Delivery.State.DELIVERED, min(at, now)
        fresh.sent_at, fresh.begun_at, fresh.last_error = fresh.sent_at or fresh.delivered_at, None, ""
        fresh.save()
        settled(fresh)


def _may_have_gone(delivery: Delivery) -> bool:
    return delivery.state == Delivery.State.SENT or (
        delivery.begun_at is not None and delivery.state in _MAY_HAVE_GONE
    )


def _held(delivery: Delivery) -> Delivery:
    held = Delivery.objects.select_for_update(of=("self",))
    return held.select_related(
        "node", "customer__node", "account__node", "message__staff", "passed_from"
    ).get(pk=delivery.pk)
