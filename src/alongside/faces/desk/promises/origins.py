"""Where a promise is made, and the way back there: a case, a message in it, a conversation by mail, a step or a whole
journey, a customer, a home."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.cases.models import Case
from alongside.domain.conversations.models import Message, Thread
from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.estates.models import Unit
from alongside.domain.journeys.models import Journey, Step
from alongside.domain.organisation.models import Node
from alongside.domain.promises.models import Promise
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.faces.desk.page import DeskRequest, find
from alongside.faces.ui.asked import is_whole
from alongside.kernel.actor import Actor

MOST_PLACES = 50
NEARNESS = {"owner": 0, "co_owner": 1, "buyer": 1, "agent": 3}  # all others stand between


@dataclass(frozen=True)
class Origin:
    """What the form begins with: to whom, about which home, at which places it can be entered, and the way back.

    `people`: whom else one may mean, where it is made at a home; the customer is the first of them.
    """

    customer: Customer
    places: tuple[Node, ...]
    back: str
    crumb: str
    origin: tuple[str, int] | None = None
    unit: Unit | None = None
    words: str = ""
    kind: str = "answer"
    people: tuple[Customer, ...] = ()


def asked_origin(request: DeskRequest) -> Origin:
    """From `?case=`, `?message=`, `?thread=`, `?step=`, `?journey=`, `?unit=` or `?customer=`; 404 for what the viewer may not see."""
    for name, read in READERS.items():
        if value := request.GET.get(name, ""):
            found = read(request, value)
            if not found.places:
                request.viewer.require(MAKE_PROMISE, on=found.customer)
            return found
    raise Http404


def _of_case(request: DeskRequest, number: str) -> Origin:
    case = find(_cases(request), number=number)
    return _at_case(case, request, ("case", case.pk))


def _of_message(request: DeskRequest, pk: str) -> Origin:
    message = find(Message.objects.filter(conversation__case__in=_cases(request)), pk=_number(pk))
    case = find(_cases(request), conversation=message.conversation_id)
    words = message.body if message.direction == Message.Direction.OUT else ""
    return _at_case(case, request, ("message", message.pk), words=words[:500])


def _at_case(case: Case, request: DeskRequest, origin: tuple[str, int], words: str = "") -> Origin:
    if case.customer is None:
        raise Http404
    kind = "repair" if case.kind == "repair" else "answer"
    back = reverse("desk:case", args=[case.number])
    places = _at(request.viewer, case.node)
    return Origin(case.customer, places, back, case.number, origin, case.unit, words, kind)


def _of_thread(request: DeskRequest, pk: str) -> Origin:
    threads = Thread.objects.visible_to(request.viewer).select_related("conversation__customer", "node")
    thread = find(threads, pk=_number(pk))
    customer = thread.conversation.customer
    if customer is None:
        raise Http404
    back, origin = reverse("desk:thread", args=[thread.pk]), ("thread", thread.pk)
    return Origin(customer, _at(request.viewer, thread.node), back, _("Mail"), origin)


def _of_step(request: DeskRequest, pk: str) -> Origin:
    steps = Step.objects.visible_to(request.viewer).select_related(
        "node", "journey__customer", "journey__unit", "journey__version_walked"
    )
    step = find(steps, pk=_number(pk))
    journey = step.journey
    back = reverse("desk:do_step", args=[step.pk])
    places = _at(request.viewer, step.node)
    return Origin(journey.customer, places, back, step.name, ("step", step.pk), journey.unit)


def _of_journey(request: DeskRequest, pk: str) -> Origin:
    journeys = Journey.objects.visible_to(request.viewer).select_related("node", "customer", "unit")
    journey = find(journeys, pk=_number(pk))
    back, origin = reverse("desk:journey", args=[journey.pk]), ("journey", journey.pk)
    places = _at(request.viewer, journey.node)
    return Origin(journey.customer, places, back, journey.customer.name, origin, journey.unit)


def _of_customer(request: DeskRequest, pk: str) -> Origin:
    customer = find(Customer.objects.visible_to(request.viewer), pk=_number(pk))
    serving = Node.objects.visible_to(request.viewer, MAKE_PROMISE).filter(
        pk__in=customer.nodes.values("node"), is_active=True
    )
    places = tuple(serving.order_by("path")[:MOST_PLACES])
    back = reverse("desk:customer", args=[customer.pk])
    return Origin(customer, places, back, customer.name, kind="other")


def _of_unit(request: DeskRequest, pk: str) -> Origin:
    """To whoever lives there or has bought it, the owners first."""
    units = Unit.objects.visible_to(request.viewer).select_related("estate", "building", "node")
    unit = find(units, pk=_number(pk))
    there = UnitRelation.objects.visible_to(request.viewer).filter(unit=unit, until_on=None)
    known = sorted(
        there.select_related("customer").order_by("id")[:MOST_PLACES],
        key=lambda one: NEARNESS.get(one.role, 2),
    )
    people = tuple({one.customer_id: one.customer for one in known}.values())
    if not people:
        raise Http404
    asked = request.POST.get("whom", "")
    customer = next((one for one in people if str(one.pk) == asked), people[0])
    back, places = reverse("desk:unit", args=[unit.pk]), _at(request.viewer, unit.node)
    return Origin(customer, places, back, str(unit), unit=unit, kind="other", people=people)


READERS = {
    "message": _of_message,
    "case": _of_case,
    "thread": _of_thread,
    "step": _of_step,
    "journey": _of_journey,
    "unit": _of_unit,
    "customer": _of_customer,
}


def ways_to(promises: Iterable[Promise], viewer: Actor) -> dict[int, tuple[str, str]]:
    """By promise, the words and the address of where it was made, as far as the viewer may go there."""
    promises = list(promises)
    by_kind: dict[str, set[int]] = {}
    for one in promises:
        if one.origin_id is not None:
            by_kind.setdefault(one.origin_kind, set()).add(one.origin_id)
    known: dict[tuple[str, int], tuple[str, str]] = {}
    cases = Case.objects.visible_to(viewer)
    if ids := by_kind.get("case"):
        for pk, number in cases.filter(pk__in=ids).values_list("pk", "number"):
            known["case", pk] = (number, reverse("desk:case", args=[number]))
    if ids := by_kind.get("message"):
        said = Message.objects.filter(pk__in=ids, conversation__case__in=cases)
        for pk, number in said.values_list("pk", "conversation__case__number"):
            known["message", pk] = (number, reverse("desk:case", args=[number]))
    if ids := by_kind.get("thread"):
        for pk in Thread.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True):
            known["thread", pk] = (_("A mail"), reverse("desk:thread", args=[pk]))
    if ids := by_kind.get("step"):
        steps = Step.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", "journey_id")
        for pk, journey_id in steps:
            known["step", pk] = (_("A step of the journey"), reverse("desk:journey", args=[journey_id]))
    if ids := by_kind.get("journey"):
        for pk in Journey.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True):
            known["journey", pk] = (_("The journey"), reverse("desk:journey", args=[pk]))
    return {
        one.pk: known[one.origin_kind, one.origin_id]
        for one in promises
        if one.origin_id is not None and (one.origin_kind, one.origin_id) in known
    }


def _cases(request: DeskRequest) -> Any:
    return Case.objects.visible_to(request.viewer).select_related("node", "customer", "unit")


def _at(viewer: Actor, node: Node) -> tuple[Node, ...]:
    return (node,) if viewer.may(MAKE_PROMISE, on=node) else ()


def _number(text: str) -> int:
    if not is_whole(text):
        raise Http404
    return int(text)
