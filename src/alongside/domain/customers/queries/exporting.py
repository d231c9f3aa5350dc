"""Customers as a table that goes out: masked, or in full after somebody else's yes (CUS-10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from alongside.domain.customers.models import ContactPoint, Customer, CustomerNode
from alongside.domain.customers.permissions import EXPORT_CUSTOMERS
from alongside.domain.customers.queries.finding import for_list
from alongside.domain.customers.queries.segments import customers_meeting, in_words
from alongside.domain.organisation.models import Node
from alongside.domain.work.hooks import Exporter
from alongside.kernel.actor import Actor
from alongside.kernel.search import matches

BATCH = 1_000


def columns() -> Sequence[Any]:
    return [
        _("Number"), pgettext("of a person", "Name"), _("Kind"), _("Form of address"), _("Phone"), pgettext("contact point", "Email"), _("Homes"),
        _("Membership"), _("Identity document"), _("First known at"),
    ]  # fmt: skip


def customers_for(viewer: Actor, conditions: Mapping[str, Any], now: datetime) -> QuerySet[Customer]:
    """Whom the viewer may see and export at the node asked for and below, narrowed by words or to a segment (CUS-4)."""
    served = CustomerNode.objects.filter(customer=OuterRef("pk"))
    node = Node.objects.filter(pk=conditions.get("node") or 0).first()
    if node is not None:
        served = served.filter(node__path__startswith=node.path)
    reach = viewer.reach(EXPORT_CUSTOMERS)
    if not reach:
        return Customer.objects.none()
    if not reach.everywhere:
        served = served.filter(reach.over("node_id"))
    found = Customer.objects.visible_to(viewer).filter(Exists(served))
    if conditions.get("meeting"):
        is_any = bool(conditions.get("is_any"))
        members = customers_meeting(conditions["meeting"], viewer, is_any=is_any, now=now)
        found = found.filter(pk__in=members.order_by().values("pk"))
    words = str(conditions.get("q") or "").strip()
    return found.filter(matches(words)) if words else found


def said_conditions(conditions: Mapping[str, Any]) -> str:
    """What a table was narrowed by, in words for who approves it."""
    said = [str(conditions["q"])] if conditions.get("q") else []
    if conditions.get("meeting"):
        words = in_words(conditions["meeting"], is_any=bool(conditions.get("is_any")))
        said.append(f"{conditions.get('segment', '')}（{words}）")
    return _("、").join(said)


def count(viewer: Actor, conditions: Mapping[str, Any], now: datetime) -> int:
    return customers_for(viewer, conditions, now).count()


def rows(
    viewer: Actor, conditions: Mapping[str, Any], *, is_masked: bool, now: datetime
) -> Iterator[tuple[Sequence[int], Sequence[Any]]]:
    """By id, a batch at a time, so that nothing is held open for long."""
    found, last = for_list(customers_for(viewer, conditions, now)), 0
    points = ContactPoint.objects.filter(kind__in=["phone", "email"]).order_by("-is_primary", "id")
    while True:
        batch = list(
            found.filter(pk__gt=last)
            .prefetch_related(Prefetch("contact_points", points, to_attr="all_points"))
            .order_by("pk")[:BATCH]
        )
        if not batch:
            return
        for one in batch:
            yield [one.pk], _cells(one, is_masked)
        last = batch[-1].pk


def _cells(customer: Any, is_masked: bool) -> list[Any]:
    def first(kind: str) -> str:
        found = next((one for one in customer.all_points if one.kind == kind), None)
        return "" if found is None else found.masked if is_masked else found.value

    document = customer.document_number
    homes = _("、").join(f"{one.unit.estate.name} {one.unit.label}" for one in customer.shown_relations)
    return [
        str(customer.pk), f"{customer.name[:1]}··" if is_masked else customer.name, str(customer.get_kind_display()),
        customer.form_of_address, first("phone"), first("email"), homes, str(customer.get_tier_display()),
        (f"{document[:1]}··" if document else "") if is_masked else document, customer.node.name,
    ]  # fmt: skip


CUSTOMERS_OUT = Exporter(
    "customers", gettext_lazy("Customers"), EXPORT_CUSTOMERS, columns, count, rows, said_conditions
)
