"""What the customer's page asks of customers, in one query for all that is small (CUS-2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from alongside.domain.customers.models import (
    AgentAuthority,
    Consent,
    Customer,
    MergeRecord,
    Need,
    Portrait,
    ValueRule,
    Vehicle,
)
from alongside.domain.customers.queries.recognising import PORTRAIT
from alongside.kernel.actor import Actor
from alongside.kernel.local_text import pick

MOST_OF_HOUSEHOLD = 30


def with_page(viewer: Actor) -> QuerySet[Customer]:
    """Customers whom the viewer may see, with `needs_said`, `cars`, `agents`, `merged_records`, `has_portrait`, `value_rules`,
    `lives_with` (the others of the household whom the viewer may see)."""
    mine = {"customer": OuterRef("pk")}
    agreed = Consent.objects.standing().filter(purpose__code=PORTRAIT, **mine)
    merges = MergeRecord.objects.standing().filter(survivor=OuterRef("pk")).order_by("-merged_at", "-id")
    authorities = AgentAuthority.objects.visible_to(viewer).filter(
        principal=OuterRef("pk"), relation__until_on__isnull=True
    )
    household = Customer.objects.visible_to(viewer).filter(household=OuterRef("household_id"))
    others = household.exclude(pk=OuterRef("pk")).order_by("name_sort_key", "pk")[:MOST_OF_HOUSEHOLD]
    return (
        Customer.objects.visible_to(viewer)
        .select_related("node", "household")
        .defer("search_text", "search_vector", "document_number")
        .annotate(
            needs_said=ArraySubquery(Need.objects.filter(**mine).order_by("id").values(
                said=JSONObject(kind="kind", topic="topic", words="words", lowest="lowest", highest="highest"))),
            cars=ArraySubquery(Vehicle.objects.filter(**mine).order_by("id").values(
                said=JSONObject(pk="pk", masked="masked", words="words"))),
            merged_records=ArraySubquery(merges.values(
                said=JSONObject(pk="pk", name=F("merged__name"), on="merged_at__date", by=F("by__name")))),
            agents=ArraySubquery(authorities.values(
                said=JSONObject(pk="pk", agent="relation__customer", name=F("relation__customer__name"),
                                valid_until="valid_until", scopes="scopes", home=F("relation__unit__label")))),
            value_rules=ArraySubquery(ValueRule.objects.order_by("position").values(
                said=JSONObject(code="code", sentence="sentence"))),
            lives_with=ArraySubquery(others.values(said=JSONObject(pk="pk", name="name"))),
            has_portrait=Exists(Portrait.objects.filter(**mine)) & Exists(agreed),
        )
    )  # fmt: skip


def value_in_words(because: list[list], sentences: dict[str, dict]) -> list[tuple[str, int]]:
    """Each reason as a sentence with its points, the weightiest first: 名下房屋 3 套, +60 (CUS-5)."""
    said = [(pick(sentences.get(code)) or code, many, points) for code, many, points in because]
    reasons = [(sentence.replace("{n}", str(many)), points) for sentence, many, points in said]
    return sorted(reasons, key=lambda one: -abs(one[1]))


def range_of(lowest: Any, highest: Any) -> str:
    """300–350, ≥ 300, ≤ 350; empty for neither."""
    low, high = ("" if one is None else f"{Decimal(str(one)):f}" for one in (lowest, highest))
    low, high = (one.rstrip("0").rstrip(".") if "." in one else one for one in (low, high))
    if low and high:
        return low if low == high else f"{low}–{high}"
    return f"≥ {low}" if low else f"≤ {high}" if high else ""
