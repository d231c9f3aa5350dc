"""Calling somebody from the desk: the call centre rings at one's own seat, and then at theirs (CHN-5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.events import CALL_DIALLED
from alongside.domain.conversations.models import Call, Seat
from alongside.domain.conversations.permissions import ANSWER_CALLS
from alongside.domain.conversations.rules.calling import caller_index, plain_number
from alongside.domain.customers.models import Customer
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.call_centre import NotDialled, ask_to_call
from alongside.kernel.refusals import Refused

TWICE = timedelta(seconds=10)  # so long a call that was just asked for is not asked for again


def dial(seat: Seat, *, number: str, by: Actor, now: datetime, customer: Customer | None = None) -> Call:
    """Ask for the call, which is that customer's however many share the number. Its events follow as those of any other.

    Not in a transaction of the caller's: it is kept before it is asked for, since its events may come at once.
    Refused where the telephone system does not dial, or does not answer: then nothing is kept.
    """
    call = _begun(seat, plain_number(number), customer, by=by, now=now)
    account, secret = seat.account, seat.account.secret
    try:
        ask_to_call(
            str(account.options["control"]), key=secret.get("key", ""), secret=secret.get("secret", ""), call=call.key,
            extension=seat.extension, number=call.number, now=now,
        )  # fmt: skip
    except NotDialled as error:
        Call.objects.filter(pk=call.pk, events=None).delete()
        raise Refused(_("The telephone system did not take the call. Dial by hand, or try again.")) from error
    facts = {"customer": customer.pk if customer else None}
    with transaction.atomic():
        journal.record(CALL_DIALLED, about=call, by=by, at=now, facts=facts)
    return call


@transaction.atomic
def _begun(seat: Seat, number: str, customer: Customer | None, *, by: Actor, now: datetime) -> Call:
    by.require(ANSWER_CALLS, on=seat.account)
    if by.kind != "staff" or seat.staff_id != by.id:
        raise Refused(_("This seat is not yours."))
    if not seat.account.is_active or not seat.account.options.get("control"):
        raise Refused(_("This telephone system does not dial."))
    if not number:
        raise Refused(_("This is no number that can be called."))
    just_now = Call.objects.filter(agent_id=by.id, direction=Call.Direction.OUT, begun_at__gt=now - TWICE)
    if (
        just_now.exclude(state=Call.State.ENDED).exists()
        or Seat.objects.filter(pk=seat.pk, call__ended_at=None).exclude(call=None).exists()
    ):
        raise Refused(_("You are in a call already."))
    return Call.objects.create(
        node_id=seat.node_id, account=seat.account, key=f"ours-{uuid4()}", direction=Call.Direction.OUT, number=number,
        number_hash=caller_index(number), customer=customer, extension=seat.extension, agent_id=by.id, begun_at=now,
        heard_at=now,
    )  # fmt: skip
