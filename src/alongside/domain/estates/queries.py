"""Finding homes as people call them."""

from __future__ import annotations

from django.db.models import Case, Count, Q, QuerySet, Value, When

from alongside.domain.estates.models import Building, ContractDrawing, Estate, FloorPlan, Location, Unit
from alongside.domain.estates.rules import parse_unit_query
from alongside.kernel.actor import Actor
from alongside.kernel.models import StoredFile

MOST_DRAWINGS = 60


def units_matching(query: str, viewer: Actor) -> QuerySet[Unit]:
    """The visible units that 8-2102, 8栋1单元2102, 观澜庭8栋2102, 2102 or the beginning of one of these name.

    None found for a query that names no home.
    """
    units = Unit.objects.visible_to(viewer)
    asked = parse_unit_query(query)
    if asked is None:
        return units.none()
    if asked.estate:
        units = units.filter(estate__name__contains=asked.estate)
    if asked.entrance:
        units = units.filter(
            Q(entrance=asked.entrance)
            | Q(entrance=f"{asked.entrance}单元")
            | Q(entrance=f"0{asked.entrance}")
        )
    if asked.building:
        return units.filter(search_key__startswith=f"{asked.building}-{asked.number}")
    # Two plain prefixes rather than one regardless of case: only those use the index.
    return units.filter(Q(number__startswith=asked.number) | Q(number__startswith=asked.number.upper()))


def find_units(query: str, viewer: Actor, *, limit: int = 20) -> list[Unit]:
    """The first of them in the order of the estate, ready for a list. 1 query."""
    found = units_matching(query, viewer).select_related("estate", "building")
    return list(
        found.order_by("estate__name_sort_key", "building__position", "entrance", "number", "id")[:limit]
    )


def estates_of(viewer: Actor) -> QuerySet[Estate]:
    """The visible estates with how many units each has, by name."""
    return (
        Estate.objects.visible_to(viewer).annotate(unit_count=Count("units")).order_by("name_sort_key", "id")
    )


def buildings_of(estate: Estate) -> QuerySet[Building]:
    """The buildings of an estate in their order, with how many units each has."""
    return estate.buildings.annotate(unit_count=Count("units")).order_by("position", "name")


def location_tree(*, is_public: bool | None = None) -> dict[Location | None, list[Location]]:
    """The active catalogue as children by parent, rooms under None (EST-3). 1 query."""
    rows = Location.objects.filter(is_active=True)
    if is_public is not None:
        rows = rows.filter(is_public=is_public)
    by_id = {row.pk: row for row in rows}
    tree: dict[Location | None, list[Location]] = {}
    for row in by_id.values():
        if row.parent_id is None or row.parent_id in by_id:
            tree.setdefault(by_id[row.parent_id] if row.parent_id else None, []).append(row)
    return tree


def plan_of(unit: Unit) -> FloorPlan | None:
    """The plan of a home: its own, else that of its layout in its building, else that of its layout. 1 query."""
    fitting = Q(unit=unit)
    if unit.layout:
        of_layout = Q(unit__isnull=True, layout=unit.layout)
        fitting |= of_layout & (Q(building=unit.building_id) | Q(building__isnull=True))
    nearness = Case(
        When(unit__isnull=False, then=Value(0)), When(building__isnull=False, then=Value(1)), default=Value(2)
    )
    plans = FloorPlan.objects.filter(fitting, estate=unit.estate_id, is_active=True)
    return plans.select_related("estate").order_by(nearness, "-id").first()


def contract_drawings_of(unit: Unit) -> list[tuple[ContractDrawing, StoredFile]]:
    """The drawings of its contract with their files, by name, the newest version of each first. 2 queries."""
    drawings = list(unit.contract_drawings.order_by("name", "-version")[:MOST_DRAWINGS])
    if not drawings:
        return []
    rows = StoredFile.objects.filter(about_kind="contractdrawing", about_id__in=[one.pk for one in drawings])
    files = {one.about_id: one for one in rows}
    return [(one, files[one.pk]) for one in drawings if one.pk in files]
