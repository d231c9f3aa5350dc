"""Whether it is the turn of a delivery: consent and hours, the account's quiet hours, its quota, and whether it works.

Asked in a short transaction of its own which writes down that the delivery is being handed over, before anything
leaves. So a worker that dies meanwhile leaves a delivery of which is known that it may have gone (CHN-7).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q

from alongside.domain.conversations.actions.carriers import carrier_of
from alongside.domain.conversations.actions.drafting import PATIENCE
from alongside.domain.conversations.actions.passing_on import pass_on
from alongside.domain.conversations.actions.queueing import enqueue
from alongside.domain.conversations.actions.settling import park, settled
from alongside.domain.conversations.models import Account, AccountDay, Delivery
from alongside.domain.conversations.rules.texting import end_of_quiet, hour_of
from alongside.domain.customers.queries import may_contact

LONGEST_WAITING = timedelta(hours=12)  # for an account that does not work, where there is no other way
PROBE_LASTS = timedelta(seconds=60)  # so long nobody else tries


@transaction.atomic
def start(delivery_id: int, *, now: datetime) -> bool | None:
    """None: it is not its turn. Else it may be handed over; True when an earlier try ended without our knowing how."""
    delivery = locked(delivery_id, now=now)
    account = delivery.account if delivery is not None else None
    if delivery is None or account is None:
        return None
    was_begun = delivery.begun_at is not None
    if not was_begun and not _may_begin(delivery, account, now=now):
        return None
    if not _may_try(delivery, account, now=now):
        return None
    if not was_begun:
        if not _counted(delivery, account, now=now):
            return None
        delivery.begun_at = now
    delivery.save()
    return was_begun


def locked(delivery_id: int, *, now: datetime) -> Delivery | None:
    """The row, if it is due and in nobody else's hands."""
    return (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("node", "customer__node", "mailbox", "account__node", "passed_from", "message__staff")
        .filter(pk=delivery_id, state=Delivery.State.QUEUED, next_try_at__lte=now)
        .first()
    )


def is_permitted(delivery: Delivery, *, now: datetime) -> bool:
    """Whether the customer may be written to for this, asked in the transaction that sends (CUS-7).

    Outside their hours it waits for them; without consent another channel tells it for which there is one, else it is
    withheld for good.
    """
    if delivery.customer is None:
        return True
    answer = may_contact(delivery.customer, delivery.purpose, delivery.channel, now=now, hold=True)
    if answer.not_before is not None and not goes_at_any_hour(delivery):
        rest(delivery, until=answer.not_before)
        return False
    if not answer.allowed and answer.not_before is None:
        if pass_on(delivery, why=answer.why, now=now) is None:
            withhold(delivery, why=answer.why)
        return False
    return True


def goes_at_any_hour(delivery: Delivery) -> bool:
    """A code, and an answer over the channel on which they have just written."""
    return delivery.is_urgent or (delivery.account_id is not None and not delivery.letter)


def rest(delivery: Delivery, *, until: datetime) -> None:
    """Not before then; its patience begins anew."""
    delivery.next_try_at = until
    if delivery.go_by is not None:
        delivery.go_by = until + PATIENCE
    delivery.save()
    enqueue(delivery)


def withhold(delivery: Delivery, *, why: str) -> None:
    """It does not leave, for good."""
    delivery.state, delivery.last_error = Delivery.State.WITHHELD, why
    delivery.save()
    settled(delivery)


def _may_begin(delivery: Delivery, account: Account, *, now: datetime) -> bool:
    """What is asked before the first handing over, and never of one that may have gone."""
    carrier = carrier_of(delivery)
    if delivery.until is not None and now > delivery.until:
        withhold(delivery, why="too_late")
        return False
    is_late = delivery.go_by is not None and now >= delivery.go_by
    if is_late or carrier is None or not carrier.may_send(delivery):
        if pass_on(delivery, why="too_slow" if is_late else "account_off", now=now) is not None:
            return False
        delivery.go_by = None
        delivery.save()
        if carrier is None or not carrier.may_send(delivery):
            return False
    if not is_permitted(delivery, now=now):
        return False
    quiet = None if goes_at_any_hour(delivery) else _quiet(account, now=now)
    if quiet is not None and not _saves_life(delivery, now=now):
        rest(delivery, until=quiet)
        return False
    return True


def _saves_life(delivery: Delivery, *, now: datetime) -> bool:
    if delivery.customer is None:
        return False
    return may_contact(delivery.customer, delivery.purpose, delivery.channel, now=now).why == "emergency"


def _quiet(account: Account, *, now: datetime) -> datetime | None:
    begins, ends = (hour_of(str(account.options.get(one) or "")) for one in ("quiet_from", "quiet_until"))
    return end_of_quiet(now.astimezone(ZoneInfo(account.node.zone)), begins, ends)


def _may_try(delivery: Delivery, account: Account, *, now: datetime) -> bool:
    """While an account does not work, one message tries at a time; the others wait without a try being counted."""
    if account.failing_since is None:
        return True
    due = Q(probe_at__isnull=True) | Q(probe_at__lte=now)
    mine = Account.objects.filter(pk=account.pk).filter(due).update(probe_at=now + PROBE_LASTS)
    if mine:
        return True
    fresh = Account.objects.get(pk=account.pk)
    if fresh.failing_since is None:
        return True
    if now - delivery.written_at > LONGEST_WAITING and delivery.begun_at is None:
        park(delivery, now=now)
        return False
    delivery.next_try_at = max(now, fresh.probe_at or now) + timedelta(seconds=1)
    if delivery.go_by is not None:
        delivery.next_try_at = min(delivery.next_try_at, max(now, delivery.go_by))
    delivery.save()  # without a job: when the account works again, or its patience ends, it is given one
    return False


def _counted(delivery: Delivery, account: Account, *, now: datetime) -> bool:
    """Within the account's quota of the day, counted in the database; else the next channel, or tomorrow."""
    zone = ZoneInfo(account.node.zone)
    local = now.astimezone(zone)
    today = AccountDay.objects.get_or_create(account=account, day=local.date())[0]
    quota = int(account.options.get("daily_quota") or 0)
    mine = AccountDay.objects.filter(pk=today.pk)
    if (mine.filter(used__lt=quota) if quota else mine).update(used=F("used") + 1):
        delivery.counted_on = local.date()
        return True
    if pass_on(delivery, why="quota", now=now) is None:
        midnight = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), tzinfo=zone)
        rest(delivery, until=midnight)
    return False


def give_back(delivery: Delivery) -> None:
    """It surely did not go, so it does not count."""
    if delivery.counted_on is not None and delivery.account is not None:
        spent = AccountDay.objects.filter(account=delivery.account, day=delivery.counted_on, used__gt=0)
        spent.update(used=F("used") - 1)
        delivery.counted_on = None
