"""What a customer needs (CUS-3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events
from alongside.domain.customers.models import Customer, Need
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

WORDS_CHARACTERS = 200
Kind, Topic = Need.Kind, Need.Topic
# Which kind a topic belongs to, in the order in which they are asked.
TOPICS: dict[str, str] = {
    Topic.WISH: Kind.BASIC,
    Topic.BUDGET: Kind.BASIC,
    Topic.AREA: Kind.BASIC,
    Topic.ROOMS: Kind.BASIC,
    Topic.TIMING: Kind.BASIC,
    Topic.SURROUNDINGS: Kind.PSYCHOLOGICAL,
    Topic.COMMUNITY: Kind.PSYCHOLOGICAL,
    Topic.CONVENIENCE: Kind.PSYCHOLOGICAL,
    Topic.SCHOOLS: Kind.ADDITIONAL,
    Topic.HOSPITALS: Kind.ADDITIONAL,
    Topic.TRANSPORT: Kind.ADDITIONAL,
    Topic.LAYOUT: Kind.SPECIAL,
    Topic.PRICE: Kind.SPECIAL,
    Topic.PAYMENT: Kind.SPECIAL,
}
# What can be counted, and in what: ten thousand yuan, square metres, rooms.
UNITS = {Topic.BUDGET: _("× 10,000 yuan"), Topic.AREA: _("m²"), Topic.ROOMS: _("rooms")}


@dataclass(frozen=True)
class Said:
    """What the customer said of one topic."""

    words: str = ""
    lowest: Decimal | None = None
    highest: Decimal | None = None

    @property
    def is_nothing(self) -> bool:
        return not self.words and self.lowest is None and self.highest is None


@transaction.atomic
def describe_needs(customer: Customer, said: Mapping[str, Said], *, by: Actor, now: datetime) -> list[Need]:
    """Write down what was said by topic; a topic of which nothing is said is taken away, one not named stays."""
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    lock(customer)
    there = {one.topic: one for one in customer.needs.all()}
    changed = []
    for topic, one in said.items():
        _check(topic, one)
        known = there.get(topic)
        before = Said(known.words, known.lowest, known.highest) if known else Said()
        one = Said(one.words.strip(), one.lowest, one.highest)
        if one == before:
            continue
        changed.append(topic)
        if one.is_nothing and known:
            known.delete()
        else:
            Need.objects.update_or_create(
                customer=customer,
                topic=topic,
                defaults={
                    "kind": TOPICS[topic], "words": one.words, "lowest": one.lowest, "highest": one.highest,
                    "said_at": now,
                },
            )  # fmt: skip
    if changed:
        facts = {"changed": sorted(changed)}
        journal.record(events.NEEDS_DESCRIBED, about=customer, by=by, at=now, facts=facts)
    return list(customer.needs.order_by("id"))


def _check(topic: str, one: Said) -> None:
    if topic not in TOPICS:
        raise Refused(_("This choice does not exist."), field=topic)
    if len(one.words) > WORDS_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": WORDS_CHARACTERS}, field=topic)
    amounts = [amount for amount in (one.lowest, one.highest) if amount is not None]
    if amounts and topic not in UNITS:
        raise Refused(_("This is said in words."), field=topic)
    if any(not 0 <= amount < 10**10 for amount in amounts) or (len(amounts) == 2 and amounts[0] > amounts[1]):
        raise Refused(_("The first amount is the smaller one."), field=topic)
