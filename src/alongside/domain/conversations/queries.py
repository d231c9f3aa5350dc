"""Reads of what was said and what went out."""

from __future__ import annotations

from django.db.models import QuerySet

from alongside.domain.conversations.models import Delivery
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.kernel.actor import Actor


def deliveries_of(viewer: Actor, *, state: str = "") -> QuerySet[Delivery]:
    """The outbox as whoever keeps the system sees it, newest first. Slice it."""
    seen = viewer.limit(Delivery.objects.all(), MANAGE_SYSTEM).order_by("-id")
    return seen.filter(state=state) if state else seen
