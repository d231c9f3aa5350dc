"""Promises as people look for them: mine, a place's, a customer's, those made at one thing."""

from __future__ import annotations

from django.db.models import QuerySet

from alongside.domain.organisation.models import StaffMember
from alongside.domain.promises.models import Promise, Renegotiation
from alongside.kernel.actor import Actor

SHOWN = ("customer", "unit__estate", "kind", "keeper", "node")
UNREAD = ("customer__search_text", "customer__search_vector")  # long, and nobody reads them here


def promises_open_for(staff: StaffMember) -> QuerySet[Promise]:
    """What this person has to keep, due first. Slice it."""
    return Promise.objects.standing().filter(keeper=staff).order_by("due_at", "id")


def shown_to(viewer: Actor) -> QuerySet[Promise]:
    """Promises that the viewer may see, with what every list says of them."""
    return Promise.objects.visible_to(viewer).select_related(*SHOWN).defer(*UNREAD)


def promises_of_customer(customer_id: int, viewer: Actor) -> QuerySet[Promise]:
    """What was promised to one customer: what is owed first, then the latest. Slice it."""
    theirs = Promise.objects.visible_to(viewer).filter(customer_id=customer_id)
    return theirs.select_related("kind", "keeper", "unit").order_by("-closed_at", "due_at", "-id")


def owed_to(viewer: Actor) -> QuerySet[Promise]:
    """What is still owed to this customer: what waits for their word first, then by its day. Slice it."""
    mine = Promise.objects.visible_to(viewer).standing().select_related("keeper")
    return mine.order_by("state", "due_at", "id")  # "asked" stands before "open"


def promises_of_unit(unit_id: int, viewer: Actor) -> QuerySet[Promise]:
    """What was promised about one home, in the same order."""
    theirs = Promise.objects.visible_to(viewer).filter(unit_id=unit_id)
    shown = theirs.select_related("kind", "keeper", "customer").defer(*UNREAD)
    return shown.order_by("-closed_at", "due_at", "-id")


def promises_made_at(origins: dict[str, list[int]], viewer: Actor) -> QuerySet[Promise]:
    """Those made at these things: {"case": [12], "message": [3, 4]}."""
    found = Promise.objects.none()
    for kind, ids in origins.items():
        if ids:
            found = found | Promise.objects.filter(origin_kind=kind, origin_id__in=ids)
    return (
        (found & Promise.objects.visible_to(viewer)).select_related("kind", "keeper").order_by("due_at", "id")
    )


def questions_of(promise: Promise) -> list[Renegotiation]:
    """Every change that was asked for, the latest first."""
    return list(promise.renegotiations.select_related("asked_by", "answered_by").order_by("-id"))
