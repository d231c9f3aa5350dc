"""Letters to everybody whom a bulletin concerns, in rounds that survive being killed (JRN-6, JRN-9).

A round goes through the recipients by their keys, a batch a transaction. The last key is written with the letters of
its batch, and each letter has the recipient's own key, so nobody is told twice and nobody is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.bulletins import events
from alongside.domain.bulletins.models import Bulletin, Recipient, SendingRound
from alongside.domain.bulletins.permissions import PUBLISH_BULLETINS
from alongside.domain.bulletins.queries import homes_in_words
from alongside.domain.bulletins.queries.letters import letter_of
from alongside.domain.conversations.actions import Addressed, write_letters
from alongside.domain.conversations.models import Delivery
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.jobs import defer
from alongside.kernel.refusals import Refused

JOB = "alongside.domain.bulletins.jobs.go_through"
BATCH = 500
BETWEEN_REMINDERS = timedelta(hours=24)
SHOWN_HOMES = 5  # in a letter; who has more reads how many more
TELLING, REMINDER = SendingRound.Kind.TELLING, SendingRound.Kind.REMINDER


@transaction.atomic
def remind_recipients(bulletin: Bulletin, *, by: Actor, now: datetime) -> SendingRound:
    """Write again to those who have not acknowledged; at most once a day."""
    by.require(PUBLISH_BULLETINS, on=bulletin)
    bulletin = lock(bulletin)
    if bulletin.state != "published" or not bulletin.is_change:
        raise Refused(_("There is nothing to be acknowledged."), facts={"state": bulletin.state})
    last = bulletin.rounds.order_by("-begun_at", "-pk").first()
    if last is not None and (last.ended_at is None or last.begun_at > now - BETWEEN_REMINDERS):
        raise Refused(_("They were written to within the last 24 hours. Give them time to read."))
    number = bulletin.rounds.filter(kind=REMINDER).count() + 1
    round_ = start_round(bulletin, REMINDER, number=number, now=now)
    if not round_.total:
        raise Refused(_("Everybody has acknowledged it."))
    facts = {"customers": round_.total}
    journal.record(events.BULLETIN_REMINDED, about=bulletin, by=by, at=now, facts=facts)
    return round_


def start_round(bulletin: Bulletin, kind: str, *, now: datetime, number: int = 1) -> SendingRound:
    """Begin a round in the caller's transaction; the worker goes through it."""
    round_ = SendingRound(bulletin=bulletin, kind=kind, number=number, begun_at=now)
    round_.total = rows_of(round_).count()
    round_.save()
    defer(JOB, queue="long", queueing_lock=f"bulletin_round:{round_.pk}", round_id=round_.pk)
    return round_


def rows_of(round_: SendingRound) -> QuerySet[Recipient]:
    """Those that the round still has before it."""
    ahead = Recipient.objects.filter(bulletin=round_.bulletin, pk__gt=round_.done_id)
    if round_.kind == REMINDER:
        return ahead.filter(acknowledged_at__isnull=True)
    return ahead if round_.kind == TELLING else ahead.filter(told_at__isnull=False)


def go_through(
    round_id: int, *, now: datetime, heard: Callable[[SendingRound], None] = lambda round_: None
) -> SendingRound:
    """Do what is left of a round. Killed anywhere, called again it goes on."""
    while True:
        round_ = _go_on(round_id, now=now)
        heard(round_)
        if round_.ended_at is not None:
            return round_


@transaction.atomic
def _go_on(round_id: int, *, now: datetime) -> SendingRound:
    # The bulletin is held too: who withdraws it waits for the batch, and tells those in it that it no longer holds.
    held = SendingRound.objects.select_for_update(of=("self", "bulletin")).select_related("bulletin__node")
    round_ = held.get(pk=round_id)
    if round_.ended_at is not None:
        return round_
    batch = list(rows_of(round_).select_related("customer__node").order_by("pk")[:BATCH])
    if not batch or not _still_counts(round_):
        round_.ended_at = now
        round_.save(update_fields=["ended_at"])
        facts = {"round": round_.kind, "customers": round_.done, "mails": round_.mailed}
        journal.record(events.BULLETIN_TOLD, about=round_.bulletin, by=SYSTEM, at=now, facts=facts)
        return round_
    written = _write_letters(round_, batch, now=now)
    round_.done_id, round_.done = batch[-1].pk, round_.done + len(batch)
    round_.mailed += written
    round_.save()
    return round_


def _still_counts(round_: SendingRound) -> bool:
    """Nobody is told or reminded of what was withdrawn or replaced meanwhile."""
    return round_.kind == SendingRound.Kind.WITHDRAWAL or round_.bulletin.state == "published"


def _write_letters(round_: SendingRound, batch: list[Recipient], *, now: datetime) -> int:
    """How many letters; the rest have no address. The same few queries for a batch of any size."""
    labels = homes_in_words(unit for one in batch for unit in one.unit_ids)
    letters = write_letters([_addressed(round_, one, labels) for one in batch if _is_alive(one)], now=now)
    if round_.kind == TELLING:
        there = _states_of([one.pk for one in batch])
        for one in batch:
            one.told_at, one.mail = now, there.get(one.pk, Recipient.Mail.NONE)
        Recipient.objects.bulk_update(batch, ["told_at", "mail"])
    elif round_.kind == REMINDER:
        Recipient.objects.filter(pk__in=[one.pk for one in batch]).update(reminded_at=now)
    return len(letters)


def _is_alive(recipient: Recipient) -> bool:
    """Not merged into somebody who may have a row of their own, nor erased, since it was published."""
    return recipient.customer.merged_into_id is None and recipient.customer.erased_at is None


def _addressed(round_: SendingRound, recipient: Recipient, labels: dict[int, str]) -> Addressed:
    bulletin, homes = round_.bulletin, [labels[unit] for unit in recipient.unit_ids if unit in labels]
    more = f" +{len(homes) - SHOWN_HOMES}" if len(homes) > SHOWN_HOMES else ""
    said = "、".join(homes[:SHOWN_HOMES]) + more
    return Addressed(
        to=recipient.customer,
        letter=lambda: letter_of(bulletin, called=recipient.customer.called, homes=said, kind=round_.kind),
        once_key=once_key(round_.kind, round_.number, recipient.pk),
        node=bulletin.node,
    )


def once_key(kind: str, number: int, recipient_id: int) -> str:
    return f"bulletin:{kind}:{number}:{recipient_id}"


def _states_of(recipient_ids: list[int]) -> dict[int, str]:
    """How far the mail of each is; also of one that an earlier try wrote."""
    keys = {once_key(TELLING, 1, one): one for one in recipient_ids}
    found = Delivery.objects.filter(once_key__in=list(keys)).values_list("once_key", "state")
    return {keys[key]: _as_told(state) for key, state in found}


def _as_told(state: str) -> str:
    """How far a letter is, whatever channel it takes: arrived is told, come back is failed, passed on is on its way."""
    kinds = Recipient.Mail
    others = {"delivered": kinds.SENT, "returned": kinds.PARKED, "passed_on": kinds.QUEUED}
    return str(others.get(state, state))


def note_letter(key: str, state: str) -> bool:
    """What became of the letter of a telling, in the transaction in which that is settled; whether it is one of ours."""
    first, _, rest = key.partition(f":{TELLING}:1:")
    if first != "bulletin" or not rest:
        return False
    return bool(Recipient.objects.filter(pk=int(rest)).update(mail=_as_told(state)))
