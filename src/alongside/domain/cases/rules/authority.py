"""Who may put their name under something, and up to what amount. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed


def named(by: Actor) -> int:
    """The id of the staff member who acts; NotAllowed for anybody else, for this is signed with a name."""
    if by.kind != "staff" or by.id is None:
        raise NotAllowed(_("Only a staff member may do this, with their name."))
    return by.id


def amount_limit(limits: Mapping[int, Decimal], node_ids: Iterable[int]) -> Decimal:
    """The highest amount (yuan) that may be confirmed alone at a node, given its ids from the root down."""
    return max((Decimal(limits.get(one, 0)) for one in node_ids), default=Decimal(0))
