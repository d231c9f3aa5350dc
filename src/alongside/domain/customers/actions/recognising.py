"""The cars and faces by which residents are known (CUS-9)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers import events, rules
from alongside.domain.customers.models import Consent, Customer, Portrait, Vehicle
from alongside.domain.customers.permissions import CHANGE_CUSTOMERS
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.files import PICTURE
from alongside.kernel.refusals import Refused
from alongside.kernel.stored_files import delete_file, files_about, store_files

PORTRAIT = "portrait"  # the purpose to which the resident consents


@transaction.atomic
def add_vehicle(customer: Customer, *, plate: str, by: Actor, now: datetime, words: str = "") -> Vehicle:
    """A car of theirs, by its plate in one spelling."""
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    plate = rules.normalised_plate(plate)
    lock(customer)
    if customer.vehicles.filter(plate_hash=rules.plate_key(plate)).exists():
        raise Refused(_("The customer has this vehicle already."), field="plate")
    vehicle = Vehicle.objects.create(
        customer=customer,
        plate=plate,
        plate_hash=rules.plate_key(plate),
        tail_hash=rules.plate_tail_key(plate),
        masked=rules.masked_plate(plate),
        words=words.strip()[:60],
        added_at=now,
    )
    journal.record(events.VEHICLE_ADDED, about=customer, by=by, at=now, facts={"vehicle": vehicle.pk})
    return vehicle


@transaction.atomic
def remove_vehicle(vehicle: Vehicle, *, by: Actor, now: datetime) -> None:
    """Sold, or another's."""
    customer = vehicle.customer
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    journal.record(events.VEHICLE_REMOVED, about=customer, by=by, at=now, facts={"vehicle": vehicle.pk})
    vehicle.delete()


@transaction.atomic
def keep_portrait(customer: Customer, *, picture: Any, by: Actor, now: datetime) -> Portrait:
    """A photo by which guards know them; only with their consent to that. A new one takes the old one's place."""
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    if not Consent.objects.standing().filter(customer=customer, purpose__code=PORTRAIT).exists():
        raise Refused(
            _("The resident has not agreed that guards know them by a photo. Write the consent down first."),
            field="picture",
        )
    lock(customer)
    portrait, is_new = Portrait.objects.get_or_create(customer=customer, defaults={"taken_at": now})
    if not is_new:
        _delete_files(portrait)
        portrait.taken_at = now
        portrait.save(update_fields=["taken_at"])
    store_files([picture], about=portrait, by=by, now=now, purposes=frozenset({PICTURE}), is_sealed=True)
    journal.record(events.PORTRAIT_KEPT, about=customer, by=by, at=now)
    return portrait


@transaction.atomic
def remove_portrait(customer: Customer, *, by: Actor, now: datetime) -> None:
    """The photo goes, and its bytes."""
    customer.require_at_their_nodes(CHANGE_CUSTOMERS, by)
    portrait = Portrait.objects.filter(customer=customer).first()
    if portrait:
        _delete_files(portrait)
        portrait.delete()
        journal.record(events.PORTRAIT_REMOVED, about=customer, by=by, at=now)


def _delete_files(portrait: Portrait) -> None:
    for stored in files_about(portrait):
        delete_file(stored)
