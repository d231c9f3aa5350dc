"""What the page of a customer or a home says of bulletins, asked within the query of that page (JRN-6)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from alongside.domain.bulletins.models import Bulletin, Recipient
from alongside.kernel.actor import Actor

MOST = 4
_SAID = {"pk": "pk", "title": "title", "kind": "kind", "on": "as_of_on", "state": "state"}


def told_to_customer(viewer: Actor) -> ArraySubquery:
    """For a query of customers: the last of which each was told, with `read` and `acknowledged`, the latest first."""
    told = Recipient.objects.visible_to(viewer).filter(customer=OuterRef("pk")).order_by("-pk")[:MOST]
    said: dict[str, Any] = {key: F(f"bulletin__{name}") for key, name in _SAID.items()}
    return ArraySubquery(
        told.values(said=JSONObject(**said, read="read_at", acknowledged="acknowledged_at", mail="mail"))
    )


def out_for_home(viewer: Actor) -> ArraySubquery:
    """For a query of homes: the last that stand for the building of each, the latest first."""
    stand = Bulletin.objects.visible_to(viewer).out().filter(buildings=OuterRef("building"))
    return ArraySubquery(stand.order_by("-as_of_on", "-pk")[:MOST].values(said=JSONObject(**_SAID)))
