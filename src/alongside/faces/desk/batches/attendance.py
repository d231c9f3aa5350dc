"""The check-in list at the gate: on a phone with large buttons, at a desk by keys, on paper (JRN-7)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.domain.appointments.actions.attending import SOURCES, mark_attendance
from alongside.domain.appointments.models import Batch, Invitation
from alongside.domain.appointments.permissions import MARK_ATTENDANCE
from alongside.domain.appointments.queries.figures import ANSWERED, invitations_seen, searched
from alongside.domain.customers.permissions import SEE_CUSTOMERS
from alongside.faces.desk.batches.batch import batch_of, show_batch
from alongside.faces.desk.page import DeskRequest, desk_page, see, show
from alongside.faces.ui.access import PRINT, seen
from alongside.faces.ui.asked import is_whole
from alongside.kernel.refusals import Refused

MOST = 300
MOST_FOUND = 30


@desk_page(MARK_ATTENDANCE)
def attendance(request: DeskRequest, batch_id: int) -> HttpResponse:
    """Those who have booked one slot; searched, everybody who was invited."""
    batch = batch_of(request, batch_id)
    request.viewer.require(MARK_ATTENDANCE, on=batch)
    if request.method == "POST":
        return see(request, request.get_full_path(), _mark(request, batch))
    slots = list(batch.slots.standing().with_taken().order_by("from_at", "place", "pk"))
    asked = request.GET.get("slot", "")
    slot = next((one for one in slots if str(one.pk) == asked), None) or _now_or_next(slots, request)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:40]
    rows = invitations_seen(batch, request.viewer).exclude(state="withdrawn")
    if words:
        found = list(searched(rows, words)[:MOST_FOUND])
    else:
        found = list(rows.filter(seat__slot=slot, state__in=ANSWERED)[:MOST]) if slot else []
    seen(request, [one.customer_id for one in found], about=batch)
    came = sum(one.state == "attended" for one in found)
    context = {
        "slots": slots,
        "slot": slot,
        "rows": found,
        "q": words,
        "came": came,
        "invite_url": f"{reverse('desk:invite_one', args=[batch.pk])}?{urlencode({'gate': 1, 'who': words})}",
        "may_open": request.viewer.may(SEE_CUSTOMERS),
    }
    return show_batch(request, "faces/desk/batches/attendance.html", batch, context)


@desk_page(MARK_ATTENDANCE)
def attendance_sheet(request: DeskRequest, batch_id: int) -> HttpResponse:
    """The same on paper, slot by slot, with a line to sign."""
    batch = batch_of(request, batch_id)
    request.viewer.require(MARK_ATTENDANCE, on=batch)
    rows = invitations_seen(batch, request.viewer).filter(seat__isnull=False, state__in=ANSWERED)
    found = list(rows.order_by("seat__slot__from_at", "seat__slot_id", "unit__label", "pk")[: MOST * 10])
    seen(request, [one.customer_id for one in found], act=PRINT)
    slots: dict[int, tuple[Any, list[Invitation]]] = {}
    for one in found:
        if one.seat:
            slots.setdefault(one.seat.slot_id, (one.seat.slot, []))[1].append(one)
    context = {
        "batch": batch,
        "slots": list(slots.values()),
        "house_name": batch.node.name,
        "printed_at": request.now,
        "printed_by": request.user.name,
    }
    with timezone.override(ZoneInfo(batch.node.zone)):
        return show(request, "faces/desk/batches/attendance_sheet.html", context)


def _now_or_next(slots: list[Any], request: DeskRequest) -> Any:
    """The slot that is on, else the next one; when all is over, the first."""
    return next((one for one in slots if one.until_at > request.now), slots[0] if slots else None)


def _mark(request: DeskRequest, batch: Batch) -> str:
    """One by its own button, "attended:17", or those that were chosen by the button of the bar."""
    came, _colon, one = request.POST.get("one", "").partition(":")
    chosen = [one] if one else request.POST.getlist("chosen")
    came = came or request.POST.get("came", "")
    if came not in SOURCES:
        raise Refused(_("Say whether they came."))
    ids = [int(each) for each in chosen if is_whole(each)]
    count = mark_attendance(batch, invitations=ids, came=came, by=request.viewer, now=request.now)
    return ngettext("%(n)s noted.", "%(n)s noted.", count) % {"n": count}
