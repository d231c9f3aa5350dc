"""Who stands at the gate: by name, plate, home (CUS-9). Only who lives or works at the viewer's estates, and little of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.db.models import Q

from alongside.domain.customers import rules
from alongside.domain.customers.models import Alert, Consent, Customer, Portrait, UnitRelation, Vehicle
from alongside.domain.customers.permissions import RECOGNISE_RESIDENTS
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused
from alongside.kernel.search import matches

MOST = 12
PORTRAIT = "portrait"


@dataclass
class Resident:
    """What a guard needs of somebody: name, homes here, cars, whether there is a photo, what to mind."""

    customer: Customer
    homes: list[UnitRelation]
    vehicles: list[Vehicle] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    has_portrait: bool = False


def recognise(asked: str, viewer: Actor, *, now: datetime) -> list[Resident]:
    """Residents of the viewer's estates whom these words mean. At most MOST; 5 queries."""
    asked = unicodedata.normalize("NFKC", asked.replace("\x00", "")).strip()[:60]
    reach = viewer.reach(RECOGNISE_RESIDENTS)
    if not asked or not reach:
        return []
    today = now.astimezone(ZoneInfo("Asia/Shanghai")).date()
    here = UnitRelation.objects.homes(today)
    if not reach.everywhere:
        here = here.filter(reach.over("node_id"))
    customers = Customer.objects.living().filter(pk__in=here.values("customer"))
    surer = [one for one in (_of_home(asked, here), _of_plate(asked)) if one is not None]
    found = list(
        customers.filter(reduce(or_, surer) if surer else matches(asked))
        .defer("search_text", "search_vector")
        .order_by("name_sort_key", "id")[:MOST]
    )
    return _with_what_matters(found, here, today)


def residents_here(viewer: Actor, *, now: datetime):
    """All customers whom the viewer may recognise, for pages about one of them."""
    reach = viewer.reach(RECOGNISE_RESIDENTS)
    here = UnitRelation.objects.homes(now.astimezone(ZoneInfo("Asia/Shanghai")).date())
    if not reach.everywhere:
        here = here.filter(reach.over("node_id")) if reach else here.none()
    return Customer.objects.living().filter(pk__in=here.values("customer"))


def portraits(viewer: Actor, *, now: datetime):
    """Photos of residents whom the viewer may recognise or see, while their consent stands (CUS-7)."""
    agreed = Consent.objects.standing().filter(purpose__code=PORTRAIT).values("customer")
    seen = Q(customer__in=residents_here(viewer, now=now)) | Q(
        customer__in=Customer.objects.visible_to(viewer)
    )
    return Portrait.objects.filter(seen, customer__in=agreed).select_related("customer")


def _of_home(asked: str, here) -> Q | None:
    """8-2102, 2102, 8栋2102: a home has digits and nothing of a plate."""
    if not re.search(r"\d", asked) or re.search(r"[A-Za-z]", asked):
        return None
    bare = re.sub(r"\s+", "", asked)
    units = (
        Q(unit__label=bare) | Q(unit__number=bare) | Q(unit__search_key=bare) | Q(unit__label__endswith=bare)
    )
    return Q(pk__in=here.filter(units).values("customer"))


def _of_plate(asked: str) -> Q | None:
    """A whole plate, or its last four signs."""
    try:
        plate = rules.normalised_plate(asked) if len(asked) > 4 else ""
    except Refused:
        return None
    tail = re.sub(r"\s", "", asked).upper()
    if plate:
        return Q(pk__in=Vehicle.objects.filter(plate_hash=rules.plate_key(plate)).values("customer"))
    if len(tail) == 4 and re.search(r"\d", tail):
        return Q(pk__in=Vehicle.objects.filter(tail_hash=rules.plate_tail_key(tail)).values("customer"))
    return None


def _with_what_matters(found: list[Customer], here, today) -> list[Resident]:
    residents = {one.pk: Resident(one, []) for one in found}
    homes = here.filter(customer__in=found).select_related("unit__estate").order_by("from_on", "id")
    for relation in homes:
        residents[relation.customer_id].homes.append(relation)
    for vehicle in Vehicle.objects.filter(customer__in=found).order_by("id"):
        residents[vehicle.customer_id].vehicles.append(vehicle)
    shown = (Alert.Kind.VULNERABLE, Alert.Kind.STAFF_SAFETY)
    for alert in Alert.objects.current(today).filter(customer__in=found, kind__in=shown).order_by("id"):
        residents[alert.customer_id].alerts.append(alert)
    agreed = Consent.objects.standing().filter(purpose__code=PORTRAIT).values("customer")
    for pk in (
        Portrait.objects.filter(customer__in=found)
        .filter(customer__in=agreed)
        .values_list("customer", flat=True)
    ):
        residents[pk].has_portrait = True
    return list(residents.values())
