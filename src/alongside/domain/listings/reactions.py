"""What listings do for the domains below. Imported when the app is ready, so that hooks are filled."""

from __future__ import annotations

from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.listings.models import ListingOwner


@BELONGINGS.fill
def what_they_offer() -> tuple[Belonging, ...]:
    """What a customer offers to sell or let follows them when two records of theirs become one (CUS-6)."""
    return (Belonging(ListingOwner),)
