"""One batch: its numbers, and its days as a picture of how full each slot is (JRN-7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from alongside.domain.appointments.actions.attending import EARLIEST
from alongside.domain.appointments.models import Batch
from alongside.domain.appointments.permissions import (
    BOOK_FOR_CUSTOMERS,
    MARK_ATTENDANCE,
    PLAN_BATCHES,
    SEE_BATCHES,
)
from alongside.domain.appointments.queries.figures import figures_of
from alongside.domain.appointments.queries.slots import days_of_batch
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.faces.desk.batches.batches import AREA
from alongside.faces.desk.page import DeskRequest, desk_page, find, show

__all__ = ["AREA", "address_of", "batch_of", "batch_page", "show_batch"]


def batch_of(request: DeskRequest, batch_id: int) -> Batch:
    """The batch, if the viewer may see it."""
    shown = Batch.objects.visible_to(request.viewer).select_related("kind", "estate", "node", "responsible")
    return find(shown, pk=batch_id)


def address_of(batch: Batch) -> str:
    return reverse("desk:batch", args=[batch.pk])


def show_batch(request: DeskRequest, template: str, batch: Batch, context: Mapping[str, Any]) -> HttpResponse:
    """A page about the batch, in the hours of its place, with what one may do."""
    viewer = request.viewer
    whole = {
        "batch": batch,
        "may_plan": batch.is_standing and viewer.may(PLAN_BATCHES, on=batch),
        "may_book": batch.is_standing and viewer.may(BOOK_FOR_CUSTOMERS, on=batch),
        "may_mark": batch.state != "cancelled"
        and bool(batch.first_at and batch.first_at - EARLIEST <= request.now)
        and viewer.may(MARK_ATTENDANCE, on=batch),
        **context,
    }
    with timezone.override(ZoneInfo(batch.node.zone)):
        return show(request, template, whole, area=AREA)


@desk_page(SEE_BATCHES)
def batch_page(request: DeskRequest, batch_id: int) -> HttpResponse:
    batch = batch_of(request, batch_id)
    figures = figures_of([batch])[batch.pk]
    context = {
        "figures": figures,
        "days": days_of_batch(batch, now=request.now),
        "may_list": request.viewer.may(SEE_CUSTOMERS, on=batch),
    }
    return show_batch(request, "faces/desk/batches/batch.html", batch, context)
