"""The customer page: everything about one customer in one scroll (CUS-2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from alongside.domain.appointments.permissions import BOOK_FOR_CUSTOMERS
from alongside.domain.appointments.queries.figures import appointments_of
from alongside.domain.bulletins.queries.beside import told_to_customer
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import OPEN_CASE
from alongside.domain.cases.queries.parts import customer_part
from alongside.domain.conversations.models import Message
from alongside.domain.customers.actions.needing import TOPICS, UNITS
from alongside.domain.customers.models import AgentAuthority, Customer, Need, UnitRelation
from alongside.domain.customers.permissions import (
    CHANGE_CUSTOMERS,
    MERGE_CUSTOMERS,
    RAISE_ALERT,
    REVEAL_CONTACT,
    SEE_CUSTOMERS,
)
from alongside.domain.customers.queries import alerts_of, likely_same, survivor_of
from alongside.domain.customers.queries.page import range_of, value_in_words, with_page
from alongside.domain.journeys.queries.story import with_journeys
from alongside.domain.listings.permissions import SEE_LISTINGS
from alongside.domain.privacy.permissions import SEE_WHO_LOOKED
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.domain.promises.queries.reading import promises_of_customer
from alongside.domain.reception.models import Ticket
from alongside.domain.work.permissions import ASK_DEPARTMENT
from alongside.faces.desk.bulletins.told import bulletins_in_words
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.ui.access import seen
from alongside.kernel.labels import labels_of

MOST_SAID = 12
MOST_HOMES = 30
MOST_PROMISES = 8
MOST_APPOINTMENTS = 4
NEARNESS = {"phone": 0, "wechat": 1, "email": 2}  # how quickly one reaches them


@desk_page(SEE_CUSTOMERS)
def customer_page(request: DeskRequest, pk: int) -> HttpResponse:
    shown = with_page(request.viewer).annotate(bulletins_told=told_to_customer(request.viewer))
    customer = shown.filter(pk=pk).first()
    if customer is None:  # an old address of somebody who was merged leads on
        survivor = find(Customer.objects.visible_to(request.viewer), pk=survivor_of(pk))
        return redirect("desk:customer", pk=survivor.pk)
    part = customer_part(customer, request.viewer)
    theirs = UnitRelation.objects.visible_to(request.viewer).filter(customer=customer)
    homes = with_journeys(theirs, request.viewer)
    same = likely_same(customer, request.viewer)
    others = [one["pk"] for one in customer.lives_with] + [one.pk for one, _pair in same]
    seen(request, customer, others, about=customer)
    points = sorted(
        customer.contact_points.defer("value").order_by("-is_primary", "id"),
        key=lambda one: NEARNESS.get(one.kind, 9),
    )
    context = {
        "customer": customer,
        "points": points,
        "phone": next((one for one in points if one.kind == "phone"), None),
        "homes": list(
            homes.select_related("unit__estate", "authority").order_by("-until_on", "from_on", "id")[
                :MOST_HOMES
            ]
        ),
        "appointments": list(appointments_of(customer, request.viewer)[:MOST_APPOINTMENTS]),
        "alerts": list(alerts_of(customer, request.now)),
        "part": part,
        "ratings": [one.rating for one in reversed(part.ended_cases) if one.rating is not None],
        "said": list(_said(customer, request)),
        "same": same,
        "agents": _agents(customer.agents, timezone.localdate(request.now).isoformat()),
        "needs": _needs(customer.needs_said),
        "reasons": value_in_words(
            customer.value_because, {one["code"]: one["sentence"] for one in customer.value_rules}
        ),
        "promises": list(promises_of_customer(customer.pk, request.viewer)[:MOST_PROMISES]),
        "bulletins": bulletins_in_words(customer.bulletins_told),
        "may_promise": request.viewer.may(MAKE_PROMISE),
        "may_merge": request.viewer.may(MERGE_CUSTOMERS),
        "today": timezone.localdate(request.now),
        "may_change": request.viewer.may(CHANGE_CUSTOMERS),
        "may_see_listings": request.viewer.may(SEE_LISTINGS),
        "may_reveal": request.viewer.may(REVEAL_CONTACT),
        "may_ask": request.viewer.may(ASK_DEPARTMENT, on=customer),
        "may_alert": request.viewer.may(RAISE_ALERT),
        "may_see_lookers": request.viewer.may(SEE_WHO_LOOKED),
        "may_open": request.viewer.may(OPEN_CASE),
        "may_book": request.viewer.may(BOOK_FOR_CUSTOMERS),
    }
    return show(request, "faces/desk/customers/customer.html", context, area="desk:customers")


def _agents(agents: list[dict[str, Any]], today: str) -> list[dict[str, Any]]:
    """Who may act for them, in what, and whether that is over."""
    labels = labels_of(AgentAuthority.Scope)
    return [
        one
        | {"is_over": one["valid_until"] < today, "scopes": ", ".join(labels[each] for each in one["scopes"])}
        for one in agents
    ]


def _needs(said: list[dict[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """What they need, by kind: what about, and what they said (CUS-3)."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for topic in TOPICS:
        for one in said:
            if one["topic"] == topic:
                label, unit = str(Need.Topic(topic).label), str(UNITS.get(Need.Topic(topic), ""))
                amounts = range_of(one["lowest"], one["highest"])
                words = [f"{amounts} {unit}" if amounts else "", one["words"]]
                kinds.setdefault(one["kind"], []).append((label, ", ".join(word for word in words if word)))
    return [(str(Need.Kind(kind).label), lines) for kind, lines in kinds.items()]


def _said(customer: Customer, request: DeskRequest):
    """The last words between them and us, in the cases and visits that the viewer may see."""
    cases = Case.objects.visible_to(request.viewer).filter(customer=customer).order_by()
    visits = Ticket.objects.visible_to(request.viewer).filter(customer=customer, message__isnull=False)
    places = cases.values("conversation").union(visits.values("message__conversation"))
    outside = Message.objects.filter(conversation__in=places).exclude(direction=Message.Direction.INTERNAL)
    told = ("body", "kind", "sent_at", "channel", "direction", "staff__name", "conversation__case__number")
    shown = outside.select_related("staff", "conversation__case", "call").only(
        *told, "conversation__case__title", "call__id"
    )
    return shown.order_by("-sent_at", "-id")[:MOST_SAID]
