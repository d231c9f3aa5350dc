"""Batches at a glance: how many are invited, come, came; each number opens into its rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Sum

from alongside.domain.appointments.models import Batch, Invitation, Slot, Told
from alongside.domain.customers.models import Customer
from alongside.domain.customers.queries import SERVICE
from alongside.kernel.actor import Actor

ANSWERED = ("booked", "attended", "no_show")
CALLED = Q(batch__kind__purpose=SERVICE)  # what rests on their consent is not said by phone either


@dataclass
class Figures:
    """Of one batch. `people` counts who comes along with those who booked."""

    by_state: dict[str, int] = field(default_factory=dict)
    people: int = 0
    capacity: int = 0
    unread: int = 0  # letters that wait to be written
    unreached: int = 0  # no address, or they do not want it: somebody should call

    @property
    def total(self) -> int:
        """Everybody but those whose invitation was taken back."""
        return sum(count for state, count in self.by_state.items() if state != "withdrawn")

    @property
    def coming(self) -> int:
        """Who has, or had, a booking."""
        return sum(self.by_state.get(state, 0) for state in ANSWERED)

    @property
    def attended(self) -> int:
        return self.by_state.get("attended", 0)

    @property
    def missed(self) -> int:
        return self.by_state.get("no_show", 0)

    @property
    def declined(self) -> int:
        return self.by_state.get("declined", 0)

    @property
    def open(self) -> int:
        """Who has not answered yet."""
        return self.by_state.get("invited", 0) + self.by_state.get("planned", 0)

    @property
    def told(self) -> int:
        return self.total - self.by_state.get("planned", 0)


def figures_of(batches: Iterable[Batch]) -> dict[int, Figures]:
    """Of each batch, in three queries however many they are."""
    ids = [one.pk for one in batches]
    found = {pk: Figures() for pk in ids}
    rows = Invitation.objects.filter(batch__in=ids).order_by()
    for row in rows.values("batch", "state").annotate(count=Count("pk"), people=Sum("party")):
        one = found[row["batch"]]
        one.by_state[row["state"]] = row["count"]
        if row["state"] in ANSWERED:
            one.people += row["people"]
    places = Slot.objects.standing().filter(batch__in=ids).order_by()
    for batch_id, capacity in places.values_list("batch").annotate(Sum("capacity")):
        found[batch_id].capacity = capacity
    told = Told.objects.filter(batch__in=ids).order_by()
    waiting = Count("pk", filter=Q(told_at__isnull=True))
    in_vain = Q(what="invited", told_at__isnull=False, is_reached=False, invitation__state="invited")
    unreached = Count("invitation", filter=in_vain & CALLED, distinct=True)
    counts = told.values_list("batch").annotate(waits=waiting, vain=unreached)
    for batch_id, waits, in_vain_count in counts:
        found[batch_id].unread, found[batch_id].unreached = waits, in_vain_count
    return found


def batches_seen(viewer: Actor) -> QuerySet[Batch]:
    """Batches with all that a list says of them; the latest on top."""
    rows = Batch.objects.visible_to(viewer).select_related("kind", "estate", "node", "responsible")
    return rows.order_by(F("first_at").desc(nulls_first=True), "-pk")


def invitations_seen(batch: Batch, viewer: Actor) -> QuerySet[Invitation]:
    """Invitations of a batch with their customer, home and slot."""
    rows = Invitation.objects.visible_to(viewer).filter(batch=batch)
    return rows.select_related("customer", "unit__estate", "seat__slot", "waits_for").order_by(
        "unit__label", "customer__name_sort_key", "pk"
    )


def unreached(rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Those who were invited in vain: somebody should call them."""
    told = Told.objects.filter(CALLED, what="invited", told_at__isnull=False, is_reached=False)
    return rows.filter(state="invited", pk__in=told.values("invitation"))


def searched(rows: QuerySet[Invitation], words: str) -> QuerySet[Invitation]:
    """Those whose name or door holds these words."""
    return rows.filter(Q(customer__name__icontains=words) | Q(unit__label__icontains=words))


def appointments_of(customer: Customer, viewer: Actor) -> QuerySet[Invitation]:
    """What one customer was invited to, the latest first, as far as the viewer may see it."""
    rows = Invitation.objects.visible_to(viewer).filter(customer=customer).exclude(state="withdrawn")
    return rows.select_related("batch", "seat__slot").order_by("-pk")


def their_appointments(viewer: Actor) -> QuerySet[Invitation]:
    """A customer's own, with what a card says of them."""
    rows = Invitation.objects.visible_to(viewer).select_related(
        "batch__kind", "batch__node", "batch__estate", "unit__estate", "seat__slot", "waits_for", "customer"
    )
    return rows.order_by("-pk")


def ahead_of_them(viewer: Actor, *, now: datetime) -> QuerySet[Invitation]:
    """What still matters to the customer: to be answered, or booked and not past."""
    rows = their_appointments(viewer).filter(batch__state="open", batch__last_at__gt=now)
    return rows.filter(Q(state="invited") | Q(state="booked", seat__slot__until_at__gt=now))
