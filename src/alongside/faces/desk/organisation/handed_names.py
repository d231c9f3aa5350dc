"""What the things are called that somebody who leaves hands over, as far as the viewer may see them (ORG-6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from alongside.domain.appointments.models import Batch
from alongside.domain.cases.models import Case, LegalMatter
from alongside.domain.customers.models import Alert
from alongside.domain.journeys.models import Journey, Step
from alongside.domain.promises.models import Promise
from alongside.domain.work.models import Task
from alongside.faces.desk.page import DeskRequest
from alongside.faces.ui.access import seen

TITLED: dict[str, Any] = {
    "case": Case, "legal_matter": LegalMatter, "task": Task, "asked_task": Task, "batch": Batch,
}  # fmt: skip
# kind -> the model, and the way from it to its customer
OF_A_CUSTOMER: dict[str, tuple[Any, str]] = {
    "journey": (Journey, "customer"), "step": (Step, "journey__customer"), "promise": (Promise, "customer"),
    "alert": (Alert, "customer"),
}  # fmt: skip
NUMBERED = {"case", "legal_matter"}  # their number stands before their title


def names_of(request: DeskRequest, things: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """{(kind, id): title or customer's name}; one query a kind. Whose name is shown is noted."""
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, one in things:
        ids[kind].append(one)
    names: dict[tuple[str, int], str] = {}
    for kind in ids.keys() & TITLED.keys():
        for thing in TITLED[kind].objects.visible_to(request.viewer).filter(pk__in=ids[kind]):
            names[kind, thing.pk] = getattr(thing, "title", "") or str(thing)
    for kind in ids.keys() & OF_A_CUSTOMER.keys():
        model, customer = OF_A_CUSTOMER[kind]
        rows = model.objects.visible_to(request.viewer).filter(pk__in=ids[kind])
        for pk, customer_id, name in rows.values_list("pk", f"{customer}_id", f"{customer}__name"):
            names[kind, pk] = name
            seen(request, [customer_id])
    return names
