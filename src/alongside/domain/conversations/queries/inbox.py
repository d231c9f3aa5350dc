"""The lists of the shared inbox: what is open, what came over one channel or account, and what waits there (CHN-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, F, Q, QuerySet, Value

from alongside.domain.conversations.models import Account, Channel, Mailbox, Thread
from alongside.domain.conversations.models.inbox import sender_index
from alongside.domain.conversations.permissions import SEE_INBOX
from alongside.kernel.actor import Actor

PAGE = 40
MOST_INLETS = 200
MOST_COUNTED = 20_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STATES = {"done": Thread.State.DONE, "snoozed": Thread.State.SNOOZED}


@dataclass(frozen=True)
class ThreadPage:
    """Some threads, and what leads to those after them; "" for no more."""

    threads: list[Thread]
    next: str = ""


@dataclass(frozen=True)
class Inlet:
    """Over which way it came: a channel, one account, one mailbox; nothing said is all of them."""

    channel: str = ""
    account: int | None = None
    mailbox: int | None = None

    @classmethod
    def of(cls, code: str) -> Inlet:
        """From its `code`; of anything else all."""
        if code in Channel.values:
            return cls(channel=code)
        kind, pk = code[:1], code[1:]
        if pk.isascii() and pk.isdigit() and len(pk) < 10 and kind in ("a", "m"):
            return cls(account=int(pk)) if kind == "a" else cls(mailbox=int(pk))
        return EVERYWHERE

    @property
    def code(self) -> str:
        if self.account is not None:
            return f"a{self.account}"
        return f"m{self.mailbox}" if self.mailbox is not None else self.channel

    def within(self, threads: QuerySet[Thread]) -> QuerySet[Thread]:
        narrowed = {
            name: value
            for name in ("channel", "account", "mailbox")
            if (value := getattr(self, name)) not in ("", None)
        }
        return threads.filter(**narrowed)


EVERYWHERE = Inlet()


@dataclass(frozen=True)
class InletLine:
    """An account or a mailbox, as one chooses it, and how many wait there for an answer."""

    inlet: Inlet
    channel: Channel
    name: str
    waiting: int


def threads_of(viewer: Actor, tab: str, *, after: str = "", inlet: Inlet = EVERYWHERE) -> ThreadPage:
    """The shared inbox, the newest first: all that is open, mine, nobody's, put off, done. One query, from an index."""
    seen = inlet.within(Thread.objects.visible_to(viewer)).filter(state=_STATES.get(tab, Thread.State.OPEN))
    if tab == "mine":
        seen = seen.filter(assigned_to=viewer.id)
    elif tab == "nobody":
        seen = seen.filter(assigned_to=None)
    return page_of_threads(seen, after=after)


def written_by(customer_ids: Sequence[int], senders: Sequence[str]) -> Q:
    """The condition that one of these customers wrote it, or that it came from one of these addresses or numbers."""
    wrote = Q(sender_hash__in=[sender_index(one) for one in senders])
    return wrote | Q(conversation__customer__in=customer_ids)


def page_of_threads(seen: QuerySet[Thread], *, after: str = "", limit: int = PAGE) -> ThreadPage:
    """The newest of these, or those behind `after`, with what a row shows. One query."""
    micros, _dot, pk = after.partition(".")
    if micros.isdecimal() and pk.isdecimal() and len(after) < 40:
        at = datetime.fromtimestamp(int(micros[:16]) / 1_000_000, UTC)
        seen = seen.filter(Q(last_at__lt=at) | Q(last_at=at, pk__lt=int(pk[:9])))
    rows = seen.select_related("conversation__customer", "assigned_to", "node").defer(
        "conversation__customer__search_text", "conversation__customer__search_vector"
    )
    return cut(list(rows.order_by("-last_at", "-pk")[: limit + 1]), limit)


def cut(rows: list[Thread], limit: int) -> ThreadPage:
    """So many of them, and what leads to the rest."""
    if len(rows) <= limit:
        return ThreadPage(rows)
    last = rows[limit - 1]
    micro = round((last.last_at - _EPOCH).total_seconds() * 1_000_000)
    return ThreadPage(rows[:limit], f"{micro}.{last.pk}")


def inlets_of(viewer: Actor) -> list[InletLine]:
    """Every account and mailbox of the places whose inbox the viewer reads, channel by channel. 2 queries."""
    waiting = _waiting(viewer)
    boxes = viewer.limit(Mailbox.objects.order_by("address"), SEE_INBOX)
    accounts = viewer.limit(Account.objects.order_by("name", "pk"), SEE_INBOX)
    columns = ("is_mailbox", "pk", "kind", "called")
    known = boxes.annotate(
        is_mailbox=Value(True), kind=Value(Channel.EMAIL.value), called=F("address")
    ).values_list(*columns)[:MOST_INLETS]
    known = known.union(
        accounts.annotate(is_mailbox=Value(False), kind=F("channel"), called=F("name")).values_list(*columns)[
            :MOST_INLETS
        ],
        all=True,
    )
    lines = [
        InletLine(
            Inlet(mailbox=pk) if is_mailbox else Inlet(account=pk),
            Channel(kind),
            called,
            waiting.get((pk, None) if is_mailbox else (None, pk), 0),
        )
        for is_mailbox, pk, kind, called in known
    ]
    order = list(Channel)
    return sorted(lines, key=lambda one: (order.index(one.channel), one.name))


def _waiting(viewer: Actor) -> dict[tuple[int | None, int | None], int]:
    """How many wait by (mailbox, account)."""
    waiting = Thread.objects.visible_to(viewer).filter(waits_since__isnull=False, state=Thread.State.OPEN)
    counted = Thread.objects.filter(pk__in=waiting.values("pk")[:MOST_COUNTED])
    groups = counted.order_by().values_list("mailbox", "account").annotate(Count("pk"))
    return {(mailbox, account): count for mailbox, account, count in groups}
