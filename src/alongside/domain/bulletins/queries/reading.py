"""How far a bulletin has come: figures, and the rows behind each of them (JRN-6)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from alongside.domain.bulletins.models import Bulletin, Recipient

COUNTED_AT_ONCE = 50_000
_UNSEEN = Q(read_at__isnull=True, acknowledged_at__isnull=True)
# code → which recipients; a figure counts these and opens into these.
SHOWN: dict[str, Q] = {
    "told": Q(),
    "read": Q(read_at__isnull=False),
    "acknowledged": Q(acknowledged_at__isnull=False),
    "missing": Q(acknowledged_at__isnull=True),
    "not_reached": Q(mail__in=("none", "parked", "withheld")) & _UNSEEN,
    "delivered": Q(mail="sent"),
    "on_the_way": Q(mail__in=("waiting", "queued")),
    "portal_only": Q(mail="none"),
    "failed": Q(mail__in=("parked", "withheld")),
}


def figures_of(bulletin: Bulletin) -> dict[str, int]:
    """How many recipients each of SHOWN has. One query."""
    counts = {code: Count("pk", filter=which) if which else Count("pk") for code, which in SHOWN.items()}
    return Recipient.objects.standing().filter(bulletin=bulletin).aggregate(**counts)


def recipients_of(bulletin: Bulletin, shown: str = "told") -> QuerySet[Recipient]:
    """The rows of a figure, in the order in which they are told. Slice it."""
    rows = Recipient.objects.standing().filter(SHOWN[shown], bulletin=bulletin)
    return rows.select_related("customer", "acknowledged_by").order_by("pk")


def figures_of_each(bulletins: Iterable[Bulletin]) -> dict[int, dict[str, int]]:
    """Read and acknowledged of each, by its key; of as many, the first ones first, as have COUNTED_AT_ONCE recipients.

    One query. A list stays quick however many were told.
    """
    left, counted = COUNTED_AT_ONCE, []
    for one in bulletins:
        left -= one.audience_count
        if one.published_at is not None and left >= 0:
            counted.append(one.pk)
    rows = Recipient.objects.standing().filter(bulletin__in=counted).values("bulletin_id")
    found = rows.annotate(
        **{code: Count("pk", filter=SHOWN[code]) for code in ("read", "acknowledged")}
    ).order_by()
    return {one.pop("bulletin_id"): one for one in found}
