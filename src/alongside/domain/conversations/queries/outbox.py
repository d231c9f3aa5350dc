"""The outbox as whoever keeps the system sees it (CHN-7)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from alongside.domain.conversations.models import Account, AccountDay, Delivery
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel.actor import Actor

PAGE = 50


def deliveries_of(
    viewer: Actor, *, state: str = "", channel: str = "", account: int | None = None
) -> QuerySet[Delivery]:
    """What leaves by the outbox, newest first. Slice it."""
    seen = viewer.limit(Delivery.objects.all(), MANAGE_SYSTEM).order_by("-id")
    given = {"state": state, "channel": channel, "account": account}
    return seen.filter(**{name: value for name, value in given.items() if value})


def doubtful_for(viewer: Actor) -> QuerySet[Delivery]:
    """Those of which nobody knows whether they arrived, where the viewer answers customers or keeps the system."""
    doubtful = Delivery.objects.filter(state=Delivery.State.DOUBTFUL).select_related("account", "message")
    return viewer.limit(doubtful, ANSWER_INBOX) | viewer.limit(doubtful, MANAGE_SYSTEM)


@dataclass(frozen=True)
class Load:
    """How it stands with an account: what waits, what lies parked, what left today, of how much."""

    account: Account
    waiting: int
    parked: int
    today: int
    quota: int


def loads_of(viewer: Actor, *, account: int | None = None) -> list[Load]:
    """Of every account that the viewer keeps. 3 queries, from an index of what has not left."""
    accounts = list(Account.objects.visible_to(viewer).select_related("node")[:200])
    accounts = [one for one in accounts if account in (None, one.pk)]
    keys = [one.pk for one in accounts]
    held = Delivery.objects.filter(account__in=keys, state__in=[Delivery.State.QUEUED, Delivery.State.PARKED])
    queued = Count("pk", filter=Q(state=Delivery.State.QUEUED))
    parked = Count("pk", filter=Q(state=Delivery.State.PARKED))
    counts: dict[int, dict[str, int]] = {
        row["account"]: row
        for row in held.order_by().values("account").annotate(queued=queued, parked=parked)
    }
    days = AccountDay.objects.filter(account__in=keys).order_by("account_id", "-day").distinct("account_id")
    used = {one.account_id: one.used for one in days}
    return [
        Load(
            one,
            counts.get(one.pk, {}).get("queued", 0),
            counts.get(one.pk, {}).get("parked", 0),
            used.get(one.pk, 0),
            int(one.options.get("daily_quota") or 0),
        )
        for one in accounts
    ]


def sent_for(message_ids: list[int]) -> dict[int, Delivery]:
    """By which delivery each of these messages left at last; without its words. One query."""
    rows = Delivery.objects.filter(message__in=message_ids).order_by("id")
    return {
        one.message_id: one
        for one in rows.only("message_id", "channel", "state", "last_error")
        if one.message_id is not None
    }
