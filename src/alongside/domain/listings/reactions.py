"""What listings do for the domains below. Imported when the app is ready, so that hooks are filled."""

from __future__ import annotations

from django.db.models import Q

from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.customers.models import ContactPoint
from alongside.domain.listings.models import Listing, ListingOwner
from alongside.domain.privacy.hooks import ERASE, WORDS, Erased, Erasing, Words


@BELONGINGS.fill
def what_they_offer() -> tuple[Belonging, ...]:
    """What a customer offers to sell or let follows them when two records of theirs become one (CUS-6)."""
    return (Belonging(ListingOwner),)


@WORDS.fill
def words_of_what_they_offer() -> tuple[Words, ...]:
    """What somebody wrote about a listing of theirs."""
    return (Words(Listing, ("words", "source_words"), about=lambda ids: Q(owner__customer__in=ids)),)


@ERASE.fill
def erase_whose_it_is(erasing: Erasing) -> Erased:
    """Name and number beside a listing, also where nobody has seen that it is the same person (INF-4)."""
    points = ContactPoint.objects.filter(customer__in=erasing.customer_ids, kind=ContactPoint.Kind.PHONE)
    hashes = list(points.values_list("value_hash", flat=True))
    theirs = ListingOwner.objects.filter(Q(customer__in=erasing.customer_ids) | Q(phone_hash__in=hashes))
    named = theirs.exclude(called="", masked="", phone_hash="", name="", phone="")
    return Erased({"listings": named.update(name="", phone="", phone_hash="", called="", masked="")})
