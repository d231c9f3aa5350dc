"""Whoever leaves hands over the listings that they took in (EST-4, ORG-6)."""

from __future__ import annotations

from datetime import timedelta

from alongside.domain.listings.queries.story import changes_of
from alongside.domain.listings.samples import a_listing
from alongside.domain.organisation.actions.leaving import (
    answer_handover,
    leave,
    offer_handover,
    open_things,
    plan_leaving,
    waiting_for,
)


def handed_over(cast, seller, listing, to):
    """What the receiver's yes comes to: (how many, what they cannot have)."""
    leaving = plan_leaving(
        seller.staff, leaves_at=cast.now + timedelta(days=3), by=cast.security_admin, now=cast.now
    )
    given = [("listing", listing.pk)]
    assert offer_handover(leaving, given, to=to.staff, by=cast.manager, now=cast.now) == 1
    items = [one.pk for one in waiting_for(to.staff)]
    answer = answer_handover(leaving, items, accept=True, by=to, now=cast.now)
    listing.refresh_from_db()
    return answer


def test_a_listing_is_theirs_who_accept_it(cast, seller, sales_manager):
    """ORG-6: and its story says so."""
    listing = a_listing(node=cast.project, by=seller, now=cast.now)
    assert [(kind, one.id) for kind, one in open_things(seller.staff)] == [("listing", listing.pk)]
    assert handed_over(cast, seller, listing, sales_manager) == (1, [])
    assert listing.collected_by == sales_manager.staff
    assert changes_of(listing)[0].what == "changed"
    assert open_things(seller.staff) == []


def test_nobody_gets_a_listing_where_they_take_in_none(cast, seller, other_seller):
    """ORG-3"""
    listing = a_listing(node=cast.project, by=seller, now=cast.now)
    assert handed_over(cast, seller, listing, other_seller) == (0, [listing.number])
    assert listing.collected_by == seller.staff


def test_what_nobody_accepted_goes_to_the_manager_of_the_place(cast, seller):
    """ORG-4"""
    listing = a_listing(node=cast.project, by=seller, now=cast.now)
    leave(seller.staff, by=cast.security_admin, now=cast.now)
    listing.refresh_from_db()
    assert listing.collected_by == cast.manager.staff
