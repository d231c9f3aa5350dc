"""What can be asked of customers in segments, and what counts for their value (CUS-4, CUS-5).

Each fact becomes a set of customers or a count by customer, never a look at one customer after the other.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers.hooks import FACTS, Chosen, Counted
from alongside.domain.customers.models import (
    Alert,
    Contribution,
    Customer,
    Introduction,
    Need,
    UnitRelation,
    Vehicle,
)
from alongside.kernel.actor import Actor

ZONE = ZoneInfo("Asia/Shanghai")
AT_LEAST, AT_MOST, IS, IS_NOT = "at_least", "at_most", "is", "is_not"
HOW = {
    AT_LEAST: pgettext_lazy("condition", "at least"),
    AT_MOST: pgettext_lazy("condition", "at most"),
    IS: pgettext_lazy("condition", "is"),
    IS_NOT: pgettext_lazy("condition", "is not"),
}
GROUPS = {
    "customer": _("The customer"),
    "unit": _("Their homes"),
    "journey": _("Their journeys"),
    "case": _("Their cases"),
    "value": _("Their value to us"),
}


def facts() -> dict[str, Counted | Chosen]:
    """Every fact by its code, those of the domains above behind our own."""
    return {one.code: one for one in (*OWN, *(one for some in FACTS.ask() for one in some))}


def narrowed(
    fact: Counted | Chosen, how: str, value: str, viewer: Actor, now: datetime, *, is_beside: bool = True
) -> Q:
    """The condition on customers. A number is compared with a count, nobody's rows being nought.

    `is_beside`: it holds beside others, not instead of them; then a rare set is worked out once and looked into.
    """
    if isinstance(fact, Chosen):
        q = fact.narrow(value, viewer, now)
        return ~q if how == IS_NOT else q
    number = int(value)
    if how == AT_LEAST:
        return _in_set(fact, number, viewer, now) if is_beside else _with(fact, number, viewer, now)
    if how == AT_MOST:
        return ~_with(fact, number + 1, viewer, now)
    exactly = _with(fact, number, viewer, now) & ~_with(fact, number + 1, viewer, now)
    return ~exactly if how == IS_NOT else exactly


def _in_set(fact: Counted, at_least: int, viewer: Actor, now: datetime) -> Q:
    """Customers with so many rows or more, as a set. Never negated and never one of several that may hold: PostgreSQL
    would go through all of a large set for each customer."""
    if at_least < 2:
        return _with(fact, at_least, viewer, now)
    rows = fact.rows(viewer, now).filter(**{f"{fact.field}__isnull": False}).order_by()
    counted = rows.values(fact.field).annotate(many=Count("pk")).filter(many__gte=at_least)
    return Q(pk__in=counted.values(fact.field))


def _with(fact: Counted, at_least: int, viewer: Actor, now: datetime) -> Q:
    """The same asked of each customer, by the index of the rows."""
    if at_least <= 0:
        return Q(pk__isnull=False)
    theirs = fact.rows(viewer, now).filter(**{fact.field: OuterRef("pk")}).order_by()
    return Q(Exists(theirs if at_least == 1 else theirs[at_least - 1 : at_least]))


def _homes(viewer: Actor, now: datetime) -> QuerySet:
    today = now.astimezone(ZONE).date()
    return UnitRelation.objects.visible_to(viewer).current(today).filter(role__in=("owner", "co_owner"))


def _ending(viewer: Actor, now: datetime) -> QuerySet:
    today = now.astimezone(ZONE).date()
    ending = UnitRelation.objects.visible_to(viewer).filter(role="tenant", from_on__lte=today)
    return ending.filter(until_on__range=(today, today + timedelta(days=90)))


def _role(value: str, viewer: Actor, now: datetime) -> Q:
    today = now.astimezone(ZONE).date()
    current = UnitRelation.objects.visible_to(viewer).current(today).filter(role=value)
    return Q(Exists(current.filter(customer=OuterRef("pk"))))


def _stage(value: str, _viewer: Actor, _now: datetime) -> Q:
    return {
        "children": Q(household__children__gt=0),
        "elders": Q(household__elders__gt=0),
        "none": Q(household__isnull=True) | Q(household__children=0, household__elders=0),
    }[value]


def _field(name: str):
    return lambda value, _viewer, _now: Q(**{name: value})


OWN: tuple[Counted | Chosen, ...] = (
    Chosen("kind", _("Person or company"), "customer", lambda: list(Customer.Kind.choices), _field("kind")),
    Chosen(
        "household", pgettext_lazy("condition", "Household"), "customer",
        lambda: [
            ("children", _("with children")), ("elders", _("with elders")), ("none", _("without children or elders")),
        ],
        _stage,
    ),
    Chosen(
        "language", _("Language"), "customer",
        lambda: [("zh-hans", "简体中文"), ("en", "English"), ("zh-hant", "繁體中文")], _field("language"),
    ),
    Chosen(
        "need", _("Needs written down about"), "customer", lambda: list(Need.Topic.choices),
        lambda value, viewer, _now: Q(Exists(Need.objects.visible_to(viewer).filter(topic=value, customer=OuterRef("pk")))),
    ),
    Counted(
        "alerts", _("Alerts that hold"), "customer",
        lambda viewer, now: Alert.objects.visible_to(viewer).current(now.astimezone(ZONE).date()),
    ),
    Counted("vehicles", _("Vehicles"), "customer", lambda viewer, _now: Vehicle.objects.visible_to(viewer)),
    Chosen("role", _("Is to a home"), "unit", lambda: list(UnitRelation.Role.choices), _role),
    Counted("homes", _("Homes owned"), "unit", _homes),
    Counted("leases_ending", _("Leases that end within 90 days"), "unit", _ending),
    Counted(
        "introductions", _("Introduced others who bought"), "value",
        lambda viewer, _now: Introduction.objects.visible_to(viewer).led_somewhere(), field="introducer",
    ),
    Counted(
        "contributions", _("Wrote for the newsletter"), "value",
        lambda viewer, _now: Contribution.objects.visible_to(viewer),
    ),
    Chosen("tier", _("Tier"), "value", lambda: list(Customer.Tier.choices), _field("tier")),
)  # fmt: skip
