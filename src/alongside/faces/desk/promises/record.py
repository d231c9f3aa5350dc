"""The record of promises kept, by person and by place; every figure opens into its rows (SAL-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alongside.domain.organisation.models import Node
from alongside.domain.promises.permissions import SEE_OWN_PROMISES, SEE_PROMISES
from alongside.domain.promises.queries.record import ENDINGS, Line, by_person, by_place, ended_within, summed
from alongside.faces.desk.counted import Cell
from alongside.faces.desk.page import DeskRequest, desk_page, show
from alongside.faces.desk.promises.narrowing import AskedPeriod, asked_period

MOST_PLACES = 200


@dataclass(frozen=True)
class Row:
    """One person or place with its figures."""

    line: Line
    cells: list[Cell]
    total: Cell


@desk_page(SEE_PROMISES, SEE_OWN_PROMISES)
def promise_record(request: DeskRequest) -> HttpResponse:
    period = asked_period(request)
    places = list(
        Node.objects.visible_to(request.viewer, SEE_PROMISES)
        .filter(is_active=True)
        .order_by("path")[:MOST_PLACES]
    )
    place = next((one for one in places if str(one.pk) == request.GET.get("node")), None)
    ended = ended_within(period.moments, request.viewer)
    if place:
        ended = ended.filter(node__path__startswith=place.path)
    people, spots = by_person(ended), by_place(ended)
    chosen = {"node": place.pk} if place else {}
    total = summed(people, _("All"))
    context = {
        "period": period,
        "places": places,
        "place": place,
        "total": total,
        "tables": [
            (_("By who had to keep them"), _("Staff member"), _rows(people, "keeper", period, chosen)),
            (
                pgettext("organisation", "By place"),
                pgettext("organisation", "Place"),
                _rows(spots, "at", period, chosen),
            ),
        ],
        "sum": _row(total, period, chosen),
    }
    return show(request, "faces/desk/promises/record.html", context, area="desk:promises")


def _rows(lines: Sequence[Line], param: str, period: AskedPeriod, chosen: dict) -> list[Row]:
    return [_row(one, period, chosen | {param: one.key}) for one in lines]


def _row(line: Line, period: AskedPeriod, chosen: dict) -> Row:
    def url(**more: str) -> str:
        return f"{reverse('desk:promises')}?{urlencode({'tab': 'record', **period.params, **chosen, **more})}"

    cells = [
        Cell(getattr(line, code), url(ending=code), "late" if code == "broken" else "") for code in ENDINGS
    ]
    return Row(line, cells, Cell(line.total, url()))
