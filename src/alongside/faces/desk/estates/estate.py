"""An estate: what was built, what is known about the place, and a matrix of homes coloured by what is open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpResponse

from alongside.domain.cases.models import Case
from alongside.domain.estates.models import Building, Estate, EstateFact, Unit
from alongside.domain.estates.permissions import CHANGE_ESTATES, SEE_ESTATES
from alongside.domain.estates.queries import buildings_of
from alongside.faces.desk.page import DeskRequest, desk_page, find, show

MOST_UNITS = 2_000
ADVERSE = (EstateFact.Kind.ADVERSE_INSIDE, EstateFact.Kind.ADVERSE_OUTSIDE)


@dataclass(frozen=True)
class Home:
    """A cell of the matrix."""

    unit: Unit
    open: int
    late: int

    @property
    def tone(self) -> str:
        return "" if not self.open else "has-1" if self.open == 1 else "has-many"


@dataclass(frozen=True)
class Matrix:
    """Floors from the top, homes of an entrance side by side; None where a floor has no such home."""

    columns: list[tuple[str, int]]  # entrance, how many homes a floor has there
    floors: list[tuple[int | None, list[Home | None]]]


@desk_page(SEE_ESTATES)
def estate_page(request: DeskRequest, pk: int) -> HttpResponse:
    estate = find(Estate.objects.visible_to(request.viewer).select_related("node"), pk=pk)
    buildings = list(buildings_of(estate))
    asked = request.GET.get("building", "")
    chosen = next((one for one in buildings if str(one.pk) == asked), buildings[0] if buildings else None)
    facts = list(estate.facts.order_by("kind", "-on"))
    context = {
        "estate": estate,
        "buildings": buildings,
        "chosen": chosen,
        "matrix": matrix_of(chosen, request) if chosen else None,
        "adverse": [one for one in facts if one.kind in ADVERSE],
        "facts": [one for one in facts if one.kind not in ADVERSE],
        "phases": list(estate.phases.order_by("name")[:50]),
        "areas": list(estate.public_areas.order_by("kind", "name")[:50]),
        "may_change": request.viewer.may(CHANGE_ESTATES, on=estate),
    }
    return show(request, "faces/desk/estates/estate.html", context, area="desk:estates")


def matrix_of(building: Building, request: DeskRequest) -> Matrix:
    """Of one building. Two queries; the counts are of cases that the viewer may see."""
    units = list(
        Unit.objects.visible_to(request.viewer)
        .filter(building=building)
        .order_by("entrance", "number")[:MOST_UNITS]
    )
    cases = Case.objects.visible_to(request.viewer).filter(is_open=True, unit__in=[one.pk for one in units])
    counts = {
        row["unit_id"]: (row["open"], row["late"])
        for row in cases.order_by()
        .values("unit_id")
        .annotate(open=Count("id"), late=Count("id", filter=Q(next_due_at__lt=request.now)))
    }
    by_place: dict[int | None, dict[str, list[Home]]] = defaultdict(lambda: defaultdict(list))
    for one in units:
        by_place[one.floor][one.entrance].append(Home(one, *counts.get(one.pk, (0, 0))))
    entrances = sorted({one.entrance for one in units})
    widths = [(name, max(len(row.get(name, ())) for row in by_place.values())) for name in entrances]
    floors = sorted(by_place, key=lambda floor: -1000 if floor is None else floor, reverse=True)
    return Matrix(
        widths,
        [
            (floor, [home for name, wide in widths for home in _filled(by_place[floor].get(name, []), wide)])
            for floor in floors
        ],
    )


def _filled(homes: list[Home], wide: int) -> list[Home | None]:
    return [*homes, *[None] * (wide - len(homes))]
