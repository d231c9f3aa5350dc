"""Reads of calls: who it may be, the list, who is ready, whom we owe a call (CHN-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q, QuerySet

from alongside.domain.conversations.models import Call, Callback, Seat
from alongside.domain.conversations.permissions import ANSWER_CALLS
from alongside.domain.conversations.rules.calling import caller_index
from alongside.domain.customers.models import Customer
from alongside.domain.customers.queries import find_by_phone
from alongside.domain.organisation.models import Node
from alongside.kernel.actor import SYSTEM, Actor

PAGE = 40
TABS = ("all", "mine", "missed", "unsaid")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def whose_number(number: str, node: Node) -> QuerySet[Customer]:
    """Whom of its customers the node reaches by this number; several where a family shares one."""
    served = Q(nodes__node__path__startswith=node.path)
    return find_by_phone(number, SYSTEM).filter(served, erased_at__isnull=True).distinct()


def called_before(call: Call, viewer: Actor) -> int:
    """How many other calls came from this number that the viewer may see, no further than 20."""
    if not call.number_hash:
        return 0
    theirs = Call.objects.visible_to(viewer).filter(number_hash=call.number_hash).exclude(pk=call.pk)
    return theirs.order_by()[:20].count()


@dataclass(frozen=True)
class CallPage:
    """Some calls, and what leads to those before them; "" for no more."""

    calls: list[Call]
    next: str = ""


def calls_of(viewer: Actor, tab: str, *, number: str = "", after: str = "") -> CallPage:
    """The newest first: all, mine, what nobody answered, what nobody said the outcome of. One query.

    `number`: only those of this phone number; what is none finds nothing.
    """
    seen = Call.objects.visible_to(viewer)
    if tab == "mine":
        seen = seen.filter(agent_id=viewer.id if viewer.kind == "staff" else None)
    elif tab == "missed":
        seen = seen.filter(
            ending__in=[Call.Ending.ABANDONED, Call.Ending.MISSED], direction=Call.Direction.IN
        )
    elif tab == "unsaid":
        seen = seen.filter(ending=Call.Ending.ANSWERED, wrapped_at=None)
    if number:
        seen = seen.filter(number_hash=caller_index(number))
    micros, _dot, pk = after.partition(".")
    if micros.isdecimal() and pk.isdecimal() and len(after) < 40:
        at = datetime.fromtimestamp(int(micros[:16]) / 1_000_000, UTC)
        seen = seen.filter(Q(begun_at__lt=at) | Q(begun_at=at, pk__lt=int(pk[:18])))
    shown = seen.select_related("customer", "agent", "node", "conversation__case")
    rows = list(shown.order_by("-begun_at", "-pk")[: PAGE + 1])
    if len(rows) <= PAGE:
        return CallPage(rows)
    last = rows[PAGE - 1]
    micro = round((last.begun_at - _EPOCH).total_seconds() * 1_000_000)
    return CallPage(rows[:PAGE], f"{micro}.{last.pk}")


def callbacks_of(viewer: Actor) -> QuerySet[Callback]:
    """Whom we owe a call, the most urgent first. Slice it."""
    owed = Callback.objects.visible_to(viewer).open().select_related("customer", "assigned_to", "node")
    return owed.annotate(called=Count("calls")).order_by("due_at", "pk")


def seat_of(viewer: Actor) -> Seat | None:
    """Where this person sits."""
    if viewer.kind != "staff" or not viewer.may(ANSWER_CALLS):
        return None
    return Seat.objects.select_related("account").filter(pk=viewer.id).first()
