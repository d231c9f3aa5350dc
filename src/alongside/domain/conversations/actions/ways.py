"""Over which channels somebody can be written to, in the order in which they want it (CHN-7, CUS-1, CUS-7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from alongside.domain.conversations.actions.carriers import CARRIERS
from alongside.domain.conversations.models import Account, Channel
from alongside.domain.customers.models import Customer
from alongside.domain.customers.queries import emails_of, may_contact_each
from alongside.domain.organisation.models import Node

ORDER = (
    Channel.WECHAT,
    Channel.SMS,
    Channel.EMAIL,
)  # who has said nothing is reached where they look soonest


@dataclass(frozen=True)
class Way:
    """One channel with their address there; `account` None for mails."""

    channel: Channel
    address: str
    account: Account | None = None


def ways_to(
    people: Sequence[tuple[Customer, Node | None]],
    *,
    purpose: str,
    now: datetime,
    with_files: bool = False,
    without: Collection[str] = (),
) -> list[list[Way]]:
    """The ways to each, best first, in the order of `people`: where they have an address and may be written to for
    this purpose, be it later. The node is the one that writes. The same few queries however many they are."""
    accounts = _accounts(without, with_files=with_files)
    usable = {one.channel for one in accounts} | {Channel.EMAIL}
    everybody = {customer.pk: customer for customer, _node in people}
    may = {
        channel: _permitted(everybody.values(), purpose, channel, now=now)
        for channel in ORDER
        if channel in usable and channel not in without
    }
    nearest = [_nearest(accounts, node or customer.node) for customer, node in people]
    known = _addresses(people, nearest, now=now)
    mails = emails_of(may[Channel.EMAIL]) if Channel.EMAIL in may else {}
    ways = []
    for (customer, _node), mine in zip(people, nearest, strict=True):
        found = []
        for channel in sorted(
            may, key=lambda one, it=customer: (one != it.preferred_channel, ORDER.index(one))
        ):
            account = mine.get(channel)
            address = mails.get(customer.pk) if account is None else known[account.pk].get(customer.pk)
            if address and customer.pk in may[channel] and (account or channel == Channel.EMAIL):
                found.append(Way(channel, address, account))
        ways.append(found)
    return ways


def _accounts(without: Collection[str], *, with_files: bool) -> list[Account]:
    found = Account.objects.filter(is_active=True, channel__in=set(ORDER) - set(without) - {Channel.EMAIL})
    return [
        one
        for one in found.select_related("node")
        if one.provider in CARRIERS and (not with_files or CARRIERS[one.provider].takes_files)
    ]


def _permitted(customers: Iterable[Customer], purpose: str, channel: str, *, now: datetime) -> set[int]:
    permits = may_contact_each(customers, purpose, channel, now=now)
    return {key for key, one in permits.items() if one.allowed or one.not_before is not None}


def _nearest(accounts: list[Account], node: Node) -> dict[str, Account]:
    """Of each channel the account of the node itself, else of the nearest one above."""
    above = list(node.ancestor_ids) if accounts else []
    mine = sorted((one for one in accounts if one.node_id in above), key=lambda one: above.index(one.node_id))
    return {one.channel: one for one in mine}


def _addresses(
    people: Sequence[tuple[Customer, Node | None]], nearest: list[dict[str, Account]], *, now: datetime
) -> Mapping[int, dict[int, str]]:
    asked: dict[int, tuple[Account, set[int]]] = {}
    for (customer, _node), mine in zip(people, nearest, strict=True):
        for account in mine.values():
            asked.setdefault(account.pk, (account, set()))[1].add(customer.pk)
    return {
        key: CARRIERS[account.provider].addresses(account, ids, now=now)
        for key, (account, ids) in asked.items()
    }
