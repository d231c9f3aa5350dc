"""The same flat listed twice: found, shown with what they have in common, merged with nothing lost (EST-5)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.domain.listings import events, rules
from alongside.domain.listings.actions.keeping import keep_change
from alongside.domain.listings.models import Listing, ListingOwner, ListingPair
from alongside.domain.listings.permissions import MERGE_LISTINGS
from alongside.domain.listings.states import LISTING_STATES
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

# Candidates share a home of ours, a door, or an estate and an area up to one per cent; no listing is compared with
# all others. Two doors that are both known and differ are two flats, whatever else is alike.
_MATCH = """
WITH one AS (
    SELECT l.id, l.kind = 'lease' AS lease, l.unit_id, l.estate_key, l.place_key, l.place_entrance, l.area, l.floor,
           l.rooms, l.halls, l.baths, o.phone_hash
      FROM listings_listing l LEFT JOIN listings_listingowner o ON o.listing_id = l.id
     WHERE l.id = ANY(%(ids)s) AND l.state = 'offered'
), candidate AS (
    SELECT one.id AS one_id, l.id AS other_id FROM one JOIN listings_listing l ON l.unit_id = one.unit_id
    UNION
    SELECT one.id, l.id FROM one JOIN listings_listing l ON l.place_key = one.place_key AND l.place_key <> ''
    UNION
    SELECT one.id, l.id FROM one JOIN listings_listing l
        ON l.state = 'offered' AND l.estate_key = one.estate_key AND l.area BETWEEN one.area * 0.99 AND one.area * 1.01
       AND (l.floor = one.floor OR EXISTS (SELECT FROM listings_listingowner w
                                            WHERE w.listing_id = l.id AND w.phone_hash = one.phone_hash
                                              AND w.phone_hash <> ''))
), compared AS (
    SELECT least(one.id, l.id) AS first_id, greatest(one.id, l.id) AS second_id,
           coalesce(one.unit_id = l.unit_id, false) AS same_unit,
           one.place_key <> '' AND one.place_key = l.place_key
             AND (one.place_entrance = l.place_entrance OR one.place_entrance = '' OR l.place_entrance = '')
             AS same_address,
           one.estate_key = l.estate_key AND coalesce(one.phone_hash <> '' AND one.phone_hash = o.phone_hash, false)
             AS same_owner,
           l.area BETWEEN one.area * 0.99 AND one.area * 1.01 AS same_area,
           coalesce(one.floor = l.floor, false) AS same_floor,
           coalesce(one.rooms = l.rooms, false) AND coalesce(one.halls = l.halls, true)
             AND coalesce(one.baths = l.baths, true) AS same_layout,
           one.unit_id <> l.unit_id OR (one.place_key <> '' AND l.place_key <> '' AND one.place_key <> l.place_key)
             OR (one.place_key = l.place_key AND one.place_entrance <> '' AND l.place_entrance <> ''
                 AND one.place_entrance <> l.place_entrance) AS other_door
      FROM candidate c JOIN one ON one.id = c.one_id
      JOIN listings_listing l ON l.id = c.other_id AND l.id <> one.id AND l.state = 'offered'
       AND (l.kind = 'lease') = one.lease
      LEFT JOIN listings_listingowner o ON o.listing_id = l.id
), weighed AS (
    SELECT DISTINCT ON (first_id, second_id) first_id, second_id,
           CASE WHEN same_unit THEN %(unit)s ELSE 0 END + CASE WHEN same_address THEN %(address)s ELSE 0 END
         + CASE WHEN same_owner THEN %(owner)s ELSE 0 END + CASE WHEN same_area THEN %(area)s ELSE 0 END
         + CASE WHEN same_floor THEN %(floor)s ELSE 0 END + CASE WHEN same_layout THEN %(layout)s ELSE 0 END AS points,
           array_to_json(array_remove(ARRAY[
               CASE WHEN same_unit THEN 'unit' END, CASE WHEN same_address THEN 'address' END,
               CASE WHEN same_owner THEN 'owner' END, CASE WHEN same_area THEN 'area' END,
               CASE WHEN same_floor THEN 'floor' END, CASE WHEN same_layout THEN 'layout' END], NULL)) AS evidence
      FROM compared WHERE same_unit OR NOT coalesce(other_door, false)
)
INSERT INTO listings_listingpair (first_id, second_id, points, evidence, found_at, decision)
SELECT first_id, second_id, points, evidence, %(now)s, '' FROM weighed WHERE points >= %(likely)s
ON CONFLICT (first_id, second_id) DO UPDATE SET points = EXCLUDED.points, evidence = EXCLUDED.evidence
 WHERE listings_listingpair.decision = ''
"""
BATCH = 2_000


def match_listings(ids: Sequence[int], *, now: datetime) -> int:
    """Find other offered listings of the same flats. Returns how many pairs were found or weighed anew.

    In the caller's transaction; a few statements for thousands of listings. A pair that was decided stays so.
    """
    ListingPair.objects.filter(Q(first__in=ids) | Q(second__in=ids), decision="").delete()
    with connection.cursor() as cursor:
        cursor.execute(_MATCH, {"ids": list(ids), "now": now, "likely": rules.LIKELY, **rules.POINTS})
        found = cursor.rowcount
    Listing.objects.filter(pk__in=ids).update(matched_at=now)
    return found


def sweep_matches(*, now: datetime) -> int:
    """Compare every listing that came or changed in bulk, batch by batch, each in its own transaction."""
    found = 0
    while True:
        with transaction.atomic():
            waiting = Listing.objects.filter(matched_at__isnull=True).order_by("pk")
            ids = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
            if not ids:
                return found
            found += match_listings(ids, now=now)


@transaction.atomic
def merge_listings(keep: Listing, gone: Listing, *, why: str, by: Actor, now: datetime) -> Listing:
    """Make one of two: `keep` stays and takes what it lacks, `gone` leads to it. The history of both is kept."""
    by.require(MERGE_LISTINGS, on=keep)
    by.require(MERGE_LISTINGS, on=gone)
    if not why.strip():
        raise Refused(_("Say why."), field="why")
    if keep.pk == gone.pk:
        raise Refused(_("These are one listing already."))
    rows = Listing.objects.select_for_update().filter(pk__in=[keep.pk, gone.pk]).order_by("pk")
    locked = {one.pk: one for one in rows}
    keep, gone = locked[keep.pk], locked[gone.pk]
    if keep.is_lease != gone.is_lease:
        raise Refused(_("One of them is to let and the other to sell."))
    if keep.state != "offered":
        raise Refused(_("The listing is not offered any more."))
    gone.state = LISTING_STATES.check("merge_listings", gone.state)
    taken = _take_what_is_missing(keep, gone)
    if gone.verified_at > keep.verified_at:
        keep.verified_at, keep.verified_by_id = gone.verified_at, gone.verified_by_id
        keep.flagged_at, keep.hidden_at = gone.flagged_at, gone.hidden_at
    gone.merged_into, gone.ended_at = keep, now
    gone.version += 1
    gone.save()
    gone.merged.update(merged_into=keep)
    keep.version += 1
    keep.save()
    pair = {"first_id": min(keep.pk, gone.pk), "second_id": max(keep.pk, gone.pk)}
    decided = {"decision": "merged", "decided_at": now, "decided_by_id": by.id}
    ListingPair.objects.update_or_create(
        **pair, defaults=decided, create_defaults={**decided, "points": 0, "evidence": [], "found_at": now}
    )
    facts = {"into": keep.pk, "from": gone.pk}
    keep_change(gone, "merged", events.LISTING_MERGED, by=by, now=now, why=why, facts=facts)
    keep_change(keep, "merged", events.LISTING_MERGED, by=by, now=now, why=why, fields=taken, facts=facts)
    match_listings([keep.pk], now=now)
    return keep


@transaction.atomic
def part_listings(pair: ListingPair, *, by: Actor, now: datetime) -> ListingPair:
    """They are two flats: the pair is not offered again."""
    by.require(MERGE_LISTINGS, on=pair.first)
    by.require(MERGE_LISTINGS, on=pair.second)
    pair = ListingPair.objects.select_for_update().get(pk=pair.pk)
    if not pair.decision:
        pair.decision, pair.decided_at, pair.decided_by_id = "different", now, by.id
        pair.save()
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            journal.record(events.LISTING_PAIR_PARTED, about=one, by=by, at=now, facts={"other": other.pk})
    return pair


_FILLED = (
    "unit_id", "estate_id", "district", "address", "rooms", "halls", "kitchens", "baths", "internal_area", "floor",
    "floor_band", "floors_total", "facing", "finish", "title_status", "facilities", "words",
)  # fmt: skip


def _take_what_is_missing(keep: Listing, gone: Listing) -> dict[str, tuple[object, object]]:
    """Fill what `keep` does not say, and the owner if it has none. What was taken."""
    taken: dict[str, tuple[object, object]] = {}
    for name in _FILLED:
        ours, theirs = getattr(keep, name), getattr(gone, name)
        if ours in (None, "", 0) and theirs not in (None, "", 0):
            setattr(keep, name, theirs)
            taken[name.removesuffix("_id")] = (ours, json.loads(json.dumps(theirs, default=str)))
    keep.place_key, keep.place_entrance = rules.place_of(keep.estate_name, keep.address)
    if not ListingOwner.objects.filter(listing=keep).exists():
        theirs = ListingOwner.objects.filter(listing=gone).first()
        if theirs:
            theirs.pk = keep.pk
            theirs.save(force_insert=True)
    return taken
