"""What an SMS gateway pushes to us: what became of a message, and what somebody sent back (CHN-4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from alongside.domain.conversations.actions.hearing import Heard, hear
from alongside.domain.conversations.actions.outbox import note_arrived, note_returned
from alongside.domain.conversations.models import Account, Channel, Delivery, Message
from alongside.domain.conversations.rules.texting import is_opt_out
from alongside.domain.customers.actions import refuse_channel
from alongside.domain.customers.models import Consent, CustomerActor
from alongside.domain.customers.queries import find_by_phone
from alongside.kernel.actor import SYSTEM
from alongside.kernel.sms import aliyun, tencent
from alongside.kernel.sms.gateway import Reply, Report

MOST_AT_ONCE = 1_000
GATEWAYS: dict[str, Any] = {
    "sms_aliyun": aliyun,
    "sms_tencent": tencent,
}  # whose pushes each account understands


def account_called(code: str) -> Account | None:
    """The account in whose address this word stands; also one that is switched off, for what it sent is on its way."""
    found = Account.objects.filter(code=code, provider__in=list(GATEWAYS))
    return found.select_related("node").first()


@transaction.atomic
def take_push(account: Account, pushed: Any, *, now: datetime) -> int:
    """Both kinds of push come to the same address; how many lines said something. Any number of times."""
    gateway = GATEWAYS[account.provider]
    rows = pushed[:MOST_AT_ONCE] if isinstance(pushed, list) else pushed
    reports, replies = gateway.reports_in(rows), gateway.replies_in(rows)
    for report in reports:
        take_report(account, report, now=now)
    for reply in replies:
        take_reply(account, reply, now=now)
    return len(reports) + len(replies)


def take_report(account: Account, report: Report, *, now: datetime) -> None:
    """The delivery is arrived, or did not arrive with the network's reason; the gateway's word for one that we lost
    counts too."""
    ours = Q(external_id=report.biz_id) if report.biz_id else Q(pk=None)
    if report.out_id.isdecimal() and len(report.out_id) < 19:
        ours |= Q(pk=int(report.out_id))
    delivery = Delivery.objects.filter(ours, account=account).order_by("-id").first()
    if delivery is None:
        return
    if report.is_delivered:
        note_arrived(delivery, at=report.at or now, now=now)
    else:
        note_returned(delivery, status=report.code, reason=report.words, now=now)


@transaction.atomic
def take_reply(account: Account, reply: Reply, *, now: datetime) -> Message | None:
    """It is heard in their conversation. 退订 and its like is a customer's own act: no more news over SMS, whoever of
    our customers has that number; it wakes nobody."""
    goes = is_opt_out(reply.words)
    heard = hear(account, Heard(reply.phone, reply.words, reply.key, at=reply.at, is_quiet=goes), now=now)
    if goes and heard is not None:
        mine = Q(nodes__node__path__startswith=account.node.path)
        for customer in find_by_phone(reply.phone, SYSTEM).filter(mine, erased_at=None).distinct():
            refuse_channel(
                customer,
                channel=Channel.SMS,
                by=CustomerActor(customer),
                now=now,
                over=Consent.Channel.SMS,
            )
    return heard
