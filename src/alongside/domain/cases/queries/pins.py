"""The pins of cases on the plan of a home, for who may see the cases (EST-8)."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.domain.cases.models import Case, CasePin
from alongside.domain.estates.models import FloorPlan, Pin, Unit
from alongside.kernel.actor import Actor

MOST = 200


@dataclass(frozen=True)
class Pinned:
    """A pin with what it marks."""

    pin: Pin
    case: Case
    is_this: bool = False

    @property
    def tone(self) -> str:
        if self.is_this:
            return ""
        return "is-other" if self.case.is_open else "is-ended"


def pins_on(
    plan: FloorPlan,
    viewer: Actor,
    *,
    unit: Unit | None = None,
    case: Case | None = None,
    open_only: bool = False,
) -> list[Pinned]:
    """Those that the viewer may see, perhaps only in one home, `case` last so that it lies on top."""
    rows = CasePin.objects.filter(pin__plan=plan, case__in=Case.objects.visible_to(viewer).values("pk"))
    if unit is not None:
        rows = rows.filter(pin__unit=unit)
    if open_only:
        rows = rows.filter(case__is_open=True)
    found = [
        Pinned(one.pin, one.case, case is not None and one.case_id == case.pk)
        for one in rows.select_related("pin__plan", "pin__unit", "case").order_by("-pin_id")[:MOST]
    ]
    return sorted(found, key=lambda one: (one.is_this, one.pin.pk))
