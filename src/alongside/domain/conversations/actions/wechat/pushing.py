"""WeChat pushes to us and waits five seconds (CHN-3): what it says is written down at once, and understood by a job.

Whoever pushes the same again, up to three times, is told the same, and it stands here once. Each statement ends within
a second; when the database can't, WeChat hears that nobody took it, and comes again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from alongside.domain.conversations.actions.wechat.access import (
    PROVIDER,
    check_signature,
    read_push,
    seal_of,
)
from alongside.domain.conversations.actions.wechat.following import known_customer
from alongside.domain.conversations.models import Account, Follower, PushedMessage
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.conversations.rules.wechat import is_away_told, once_key_of
from alongside.domain.conversations.rules.wechat_menu import TALK
from alongside.domain.organisation.queries import calendar_of, working_calendar
from alongside.kernel.concurrency import statement_timeout_of
from alongside.kernel.jobs import defer, waiting_locks
from alongside.kernel.wechat_official import NOTHING, Pushed, sealed_reply, text_reply

UNDERSTAND = "alongside.domain.conversations.jobs.understand_wechat"
QUEUE = "wechat_in"
LONGEST = timedelta(seconds=1)  # of a statement; WeChat waits five seconds for all of them
LEFT_LYING = timedelta(seconds=45)
SWEPT_AT_ONCE = 500


@dataclass(frozen=True)
class Taken:
    """A push that is written down."""

    account: Account
    pushed: Pushed
    nonce: str


def verify_address(code: str, query: Mapping[str, str]) -> str | None:
    """WeChat asks whether the address is ours: what it wants to hear. None: no such account. NotFromWeChat."""
    account = _account(code)
    if account is None:
        return None
    check_signature(account, query)
    return query.get("echostr", "")


@transaction.atomic
def take_push(code: str, query: Mapping[str, str], raw: bytes, *, now: datetime) -> Taken | None:
    """Write down what was pushed, once. None: no such account. Raises NotFromWeChat, Unreadable, DatabaseError."""
    with statement_timeout_of(LONGEST):
        account = _account(code)
        if account is None:
            return None
        pushed = read_push(account, query, raw)
        row = PushedMessage(
            account=account,
            node_id=account.node_id,
            once_key=once_key_of(pushed),
            body=PushedMessage.body_of(pushed),
            pushed_at=now,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            pass  # pushed before, and not yet understood
        else:
            enqueue(row.pk)
    return Taken(account, pushed, query.get("nonce", ""))


def answer_at_once(taken: Taken, *, now: datetime) -> str:
    """What WeChat is answered: a greeting, a word that nobody is there now, or nothing. Sealed where it must be."""
    with translation.override(settings.LANGUAGE_CODE), transaction.atomic(), statement_timeout_of(LONGEST):
        words = _words(taken.account, taken.pushed, now=now)
    if not words:
        return NOTHING
    reply, seal = text_reply(taken.pushed, words, now=now), seal_of(taken.account)
    if seal is None:
        return reply
    return sealed_reply(reply, seal=seal, token=taken.account.secret["token"], nonce=taken.nonce, now=now)


def enqueue(push_id: int, *, at: datetime | None = None) -> bool:
    return defer(UNDERSTAND, queue=QUEUE, at=at, queueing_lock=_lock_name(push_id), push_id=push_id)


def sweep_pushed(*, now: datetime) -> int:
    """Give a job to whatever lies there and has none; how many."""
    lying = list(
        PushedMessage.objects.filter(pushed_at__lte=now - LEFT_LYING)
        .order_by("pushed_at")
        .values_list("pk", flat=True)[:SWEPT_AT_ONCE]
    )
    waiting = waiting_locks(_lock_name(one) for one in lying)
    return sum(enqueue(one) for one in lying if _lock_name(one) not in waiting)


def _account(code: str) -> Account | None:
    active = Account.objects.filter(code=code, provider=PROVIDER, is_active=True)
    return active.select_related("node").first()


def _words(account: Account, pushed: Pushed, *, now: datetime) -> str:
    options = account.options
    if pushed.event == "subscribe":
        greeting = options.get("greeting") or _(
            "Hello, and thank you for following us. Write or speak here, and we answer."
        )
        is_known = known_customer(account, pushed.sender) is not None
        return greeting if is_known else f"{greeting}\n\n{_invitation(account)}"
    if pushed.event == "click" and pushed.text("EventKey") == TALK:
        return _("Write or speak here; we answer in this conversation.")
    if pushed.kind == "event" or not options.get("away") or is_open(account, now=now):
        return ""
    index = sender_index(pushed.sender)
    spoke_at = (
        Follower.objects.filter(account=account, openid_hash=index).values_list("spoke_at", flat=True).first()
    )
    return "" if is_away_told(spoke_at=spoke_at, at=pushed.at) else str(options["away"])


def is_open(account: Account, *, now: datetime) -> bool:
    """Whether it is working time at the account's node."""
    calendar = working_calendar(calendar_of(account.node), zone=account.node.zone)
    return calendar.is_working(now)


def _invitation(account: Account) -> str:
    """A link that opens the portal inside WeChat, and after a code to the phone the two know each other (INF-6)."""
    address = f"{settings.PUBLIC_URL}/portal/sign-in/wechat/?account={account.code}"
    words = _("Verify your phone number")
    return f'<a href="{address}">{words}</a>' + _(", and we know at once which home is yours.")


def _lock_name(push_id: int) -> str:
    return f"understand_wechat:{push_id}"
