"""Residents by their photos: the wall of an estate or a building, for who looks after it (CUS-9).

People look and recognise; nothing here compares faces, and nothing may: no feature of a face is ever computed or kept.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from alongside.domain.customers.models import Consent, Customer, Portrait, UnitRelation
from alongside.domain.customers.permissions import RECOGNISE_RESIDENTS
from alongside.domain.customers.queries.recognising import PORTRAIT
from alongside.domain.estates.models import Building, Estate
from alongside.kernel.actor import Actor

PAGE = 60


@dataclass(frozen=True)
class Face:
    """One photo of the wall: whose, and their homes here."""

    customer: Customer
    homes: list[UnitRelation]


@dataclass(frozen=True)
class Wall:
    """A page of photos by name; `after` (name's key, id) begins the next one, None at the end."""

    faces: list[Face]
    after: tuple[str, int] | None


def estates_to_guard(viewer: Actor) -> QuerySet[Estate]:
    """The estates whose residents the viewer may recognise."""
    reach = viewer.reach(RECOGNISE_RESIDENTS)
    estates = Estate.objects.order_by("name_sort_key", "id")
    if reach.everywhere:
        return estates
    return estates.filter(reach.over("node_id")) if reach else estates.none()


def photo_wall(
    estate: Estate,
    viewer: Actor,
    *,
    now: datetime,
    building: Building | None = None,
    asked: str = "",
    after: tuple[str, int] | None = None,
) -> Wall:
    """Who lives there, has a photo, and agrees to be known by it. At most PAGE; 2 queries.

    `asked`: part of a name, of its pinyin, or of a home. An estate that the viewer does not guard has nobody.
    """
    here = _living_in(estate, viewer, now=now, building=building)
    agreed = Consent.objects.standing().filter(purpose__code=PORTRAIT).values("customer")
    found = Customer.objects.living().filter(
        pk__in=here.values("customer"), portrait__in=Portrait.objects.filter(customer__in=agreed)
    )
    if asked := _plain(asked):
        found = found.filter(_named(asked) | Q(pk__in=here.filter(_home(asked)).values("customer")))
    if after:
        found = found.filter(Q(name_sort_key__gt=after[0]) | Q(name_sort_key=after[0], pk__gt=after[1]))
    rows = list(
        found.defer("search_text", "search_vector").order_by("name_sort_key", "id").distinct()[: PAGE + 1]
    )
    faces = {one.pk: Face(one, []) for one in rows[:PAGE]}
    for relation in here.filter(customer__in=faces).select_related("unit").order_by("from_on", "id"):
        faces[relation.customer_id].homes.append(relation)
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Wall(list(faces.values()), (last.name_sort_key, last.pk) if last else None)


def _living_in(
    estate: Estate, viewer: Actor, *, now: datetime, building: Building | None
) -> QuerySet[UnitRelation]:
    reach = viewer.reach(RECOGNISE_RESIDENTS)
    here = UnitRelation.objects.homes(now.astimezone(ZoneInfo("Asia/Shanghai")).date())
    if not reach.everywhere:
        here = here.filter(reach.over("node_id")) if reach else here.none()
    here = here.filter(unit__estate=estate)
    return here.filter(unit__building=building) if building else here


def _plain(asked: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", asked.replace("\x00", ""))).strip()[:40]


def _named(asked: str) -> Q:
    """Part of the name; of the pinyin, its syllables apart or together; or the first letters."""
    told = Q(name__icontains=asked) | Q(name_sort_key__icontains=asked)
    return told | Q(search_text__icontains=asked.replace(" ", "")) if asked.isascii() else told


def _home(asked: str) -> Q:
    bare = asked.replace(" ", "")
    return (
        Q(unit__number__startswith=bare)
        | Q(unit__search_key__startswith=bare)
        | Q(unit__label__contains=bare)
    )
