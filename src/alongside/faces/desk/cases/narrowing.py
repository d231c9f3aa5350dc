"""What a list of cases is narrowed by beside its filters: said in words, each taken away with one touch.

Numbers of the board, of figures and of pages about a customer open lists by conditions that no filter shows; without
these words nobody could tell why the list is so short.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.domain.cases.models import Milestone
from alongside.domain.cases.queries.conditions import Conditions
from alongside.domain.cases.rules.figures import read_slice
from alongside.domain.customers.models import Customer
from alongside.domain.estates.models import Estate, Unit
from alongside.domain.organisation.models import Node, StaffMember
from alongside.faces.desk.page import DeskRequest

IN_THE_FORM = frozenset({"q", "kind", "state", "severity", "category", "channel", "order"})


def kept_beside(query: dict[str, Any]) -> list[tuple[str, Any]]:
    """Conditions that the filters do not show and that must not get lost when one of those changes."""
    return [
        (name, _plain(one))
        for name, value in query.items()
        if name not in IN_THE_FORM
        for one in (value if isinstance(value, list) else [value])
    ]


def narrowed_by(request: DeskRequest, conditions: Conditions) -> list[tuple[str, str]]:
    """(words, address of the list without it) for each of them. At most a query each for names."""
    query = conditions.as_query()
    found = []
    for name in query:
        if name in IN_THE_FORM:
            continue
        rest = {key: value for key, value in query.items() if key != name}
        found.append((_said(request, conditions, name), f"?{urlencode(rest, doseq=True) or 'order=newest'}"))
    return found


def _said(request: DeskRequest, conditions: Conditions, name: str) -> str:
    value = getattr(conditions, name)
    if name in _NAMED:
        row = _NAMED[name](request).filter(pk=value).first()
        return str(row) if row else "—"
    match name:
        case "open":
            return _("Open") if value else _("Ended")
        case "owner":
            return _owner(request, value)
        case "due":
            return {"late": _("Late"), "soon": _("Due soon"), "any": _("With a deadline")}[value]
        case "milestone":
            return str(Milestone(value).label)
        case "major":
            return _("Major") if value else _("Not major")
        case "waiting":
            return _("Waiting for the customer") if value else _("Not waiting for the customer")
        case "reopened":
            return _("Reopened") if value else _("Not reopened")
        case "opened_from":
            return _("Received from %(day)s on") % {"day": value}
        case "opened_until":
            return _("Received until %(day)s") % {"day": value}
        case "closed_from":
            return _("Closed from %(day)s on") % {"day": value}
        case "closed_until":
            return _("Closed until %(day)s") % {"day": value}
        case "rating":
            return _("Rated %(ratings)s") % {"ratings": " / ".join(map(str, value))}
    return _slice(request, value)


_NAMED: dict[str, Callable[[DeskRequest], Any]] = {
    "node": lambda request: Node.objects.visible_to(request.viewer),
    "customer": lambda request: Customer.objects.visible_to(request.viewer),
    "unit": lambda request: Unit.objects.visible_to(request.viewer),
    "estate": lambda request: Estate.objects.visible_to(request.viewer),
}


def _owner(request: DeskRequest, owner: str) -> str:
    if owner == "none":
        return _("Without an owner")
    if owner == "me":
        return _("Mine")
    person = StaffMember.objects.visible_to(request.viewer).filter(pk=int(owner)).first()
    return _("In charge: %(name)s") % {"name": person.name} if person else "—"


def _slice(request: DeskRequest, text: str) -> str:
    asked = read_slice(text)
    value = asked.value
    if asked.dimension == "branch":
        return str(Node.objects.visible_to(request.viewer).filter(pk=int(value)).first() or "—")
    if asked.dimension == "waiting_over":
        words = ngettext(
            "Waiting for the customer over %(n)s day", "Waiting for the customer over %(n)s days", int(value)
        )
        return words % {"n": value}
    if asked.dimension == "hour":
        return _("Received between %(hour)s:00 and %(hour)s:59") % {"hour": value}
    milestone = str(Milestone(value).label) if value in Milestone.values else _("Close")
    return {
        "own": _("The place's own only"),
        "uncategorised": _("Without a category"),
        "cause": _("By cause of liability"),
        "weekday": _("By day of the week"),
        "repeat": _("Of customers who came more than once"),
        "transferred": _("Transferred"),
        "escalated": _("Escalated"),
        "wandering": _("Changed hands twice or more"),
        "offered": _("Offered, not yet accepted"),
        "reached": _("Reached: %(milestone)s") % {"milestone": milestone},
        "on_time": _("In time: %(milestone)s") % {"milestone": milestone},
        "late": _("Too late: %(milestone)s") % {"milestone": milestone},
        "loss": _("With a loss"),
    }[asked.dimension]


def _plain(value: Any) -> Any:
    return {True: "1", False: "0"}[value] if isinstance(value, bool) else value
