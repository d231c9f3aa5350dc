"""Where the estates lie and how much is open in each: drawn from their coordinates, to scale, without any server of maps (EST-8)."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, floor, log10, pi, radians, sqrt

from django.db.models import Count, Q
from django.http import HttpResponse

from alongside.domain.cases.models import Case
from alongside.domain.estates.models import Estate
from alongside.domain.estates.permissions import CHANGE_ESTATES, SEE_ESTATES
from alongside.faces.desk.page import DeskRequest, desk_page, show

MOST = 500
WIDTH, HEIGHT, EDGE = 1000, 620, 90
EARTH_KM = 6371.0088
NARROWEST_KM = 2.0  # so much at least is shown, however near everything lies
LINE = 34  # from one name to the next when they would lie on each other


@dataclass
class Place:
    """An estate on the map: its point, how large and in which tone, and where its name stands."""

    estate: Estate
    x: float
    y: float
    open: int
    late: int
    label_y: float = 0.0

    @property
    def radius(self) -> int:
        """The area of the dot grows with what is open."""
        return min(46, round(9 + 4 * sqrt(self.open)))

    @property
    def label_x(self) -> float:
        return self.x + (self.radius + 8) * (-1 if self.is_left else 1)

    @property
    def is_left(self) -> bool:
        """Near the right edge the name stands on the left."""
        return self.x > WIDTH - 220

    @property
    def tone(self) -> str:
        return "is-late" if self.late else "is-open" if self.open else ""


@dataclass(frozen=True)
class Drawn:
    """The whole map: places, the lines of the grid, and the bar that says how long so many kilometres are."""

    places: list[Place]
    across: list[float]
    down: list[float]
    bar: float
    bar_km: str


@desk_page(SEE_ESTATES)
def estate_map(request: DeskRequest) -> HttpResponse:
    estates = list(
        Estate.objects.visible_to(request.viewer)
        .select_related("node")
        .order_by("name_sort_key", "id")[:MOST]
    )
    cases = Case.objects.visible_to(request.viewer).filter(
        is_open=True, estate__in=[one.pk for one in estates]
    )
    counts = {
        row["estate_id"]: (row["open"], row["late"])
        for row in cases.order_by()
        .values("estate_id")
        .annotate(open=Count("id"), late=Count("id", filter=Q(next_due_at__lt=request.now)))
    }
    placed = [one for one in estates if one.latitude is not None]
    context = {
        "drawn": drawn(placed, counts) if placed else None,
        "rows": [(one, *counts.get(one.pk, (0, 0))) for one in estates],
        "unplaced": [one for one in estates if one.latitude is None],
        "may_change": request.viewer.may(CHANGE_ESTATES),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return show(request, "faces/desk/estates/estate_map.html", context, area="desk:estates")


def drawn(estates: list[Estate], counts: dict[int, tuple[int, int]]) -> Drawn:
    """Equirectangular about the middle: true to scale for a city, and near enough for a province."""
    latitudes = [float(one.latitude or 0) for one in estates]
    longitudes = [float(one.longitude or 0) for one in estates]
    middle = (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
    degree = EARTH_KM * pi / 180
    wide = (max(longitudes) - min(longitudes)) * degree * cos(radians(middle[0]))
    high = (max(latitudes) - min(latitudes)) * degree
    per_km = min((WIDTH - 2 * EDGE) / max(wide, NARROWEST_KM), (HEIGHT - 2 * EDGE) / max(high, NARROWEST_KM))
    places = [
        Place(
            one,
            WIDTH / 2 + (longitude - middle[1]) * degree * cos(radians(middle[0])) * per_km,
            HEIGHT / 2 - (latitude - middle[0]) * degree * per_km,
            *counts.get(one.pk, (0, 0)),
        )
        for one, latitude, longitude in zip(estates, latitudes, longitudes, strict=True)
    ]
    _part_labels(places)
    step_km = _round_length(160 / per_km)
    step = step_km * per_km
    across = [WIDTH / 2 + step * n for n in range(-20, 21) if 0 < WIDTH / 2 + step * n < WIDTH]
    down = [HEIGHT / 2 + step * n for n in range(-20, 21) if 0 < HEIGHT / 2 + step * n < HEIGHT]
    places.sort(key=lambda one: -one.open)  # small dots lie on large ones
    return Drawn(places, across, down, step, f"{step_km:g}")


def _part_labels(places: list[Place]) -> None:
    """Names that would lie on each other go one below the other."""
    done: list[Place] = []
    for one in sorted(places, key=lambda place: (place.y, place.x)):
        one.label_y = one.y
        for other in done:
            if abs(other.label_x - one.label_x) < 190 and abs(other.label_y - one.label_y) < LINE:
                one.label_y = other.label_y + LINE
        done.append(one)


def _round_length(length: float) -> float:
    """1, 2 or 5 times a power of ten, the largest that is not longer."""
    power = 10 ** floor(log10(length))
    return next(times * power for times in (5, 2, 1) if times * power <= length)
