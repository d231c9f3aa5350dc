"""What customers are to homes, who lives together, and who may act for them (CUS-1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from alongside.domain.customers.actions import authorising, living
from alongside.domain.customers.models import AgentAuthority, Customer, UnitRelation
from alongside.domain.estates.models import Unit
from alongside.faces.api.answering import files_of
from alongside.faces.api.cases.shapes import CustomerName, UnitName
from alongside.faces.api.customers.customers import customers, find_customer, named_customer
from alongside.faces.api.customers.shapes import RelationCode, RelationOut, relation_out
from alongside.faces.api.gate import ApiRequest, find, named
from alongside.faces.api.texts import Day, Id, In, Line, Out
from alongside.faces.ui.access import seen

MOST = 100
ScopeCode = Literal["everything", "handover", "payment", "repair", "renovation", "letting"]
Few = Annotated[int, Field(ge=0, le=20)]


class HouseholdOut(Out):
    """Who lives or decides together, as far as the client may see them. Empty: nobody has said."""

    words: str
    children: int
    elders: int
    members: list[CustomerName]


class AuthorityOut(Out):
    """What somebody may do at a home for its owner or tenant, and until when. The papers are opened in the desk."""

    id: int
    agent: CustomerName
    principal: CustomerName
    unit: UnitName
    scopes: list[str]
    words: str
    from_on: date
    valid_until: date
    file_count: int
    relation: int
    """What `end_unit_relation` takes to end it."""
    given_at: datetime


class Authorities(Out):
    """Those that have not been ended."""

    items: list[AuthorityOut]


class RelationIn(In):
    """What the customer is to which unit."""

    unit: Id
    role: RelationCode
    from_on: Day
    until_on: Day | None = None


class EndIn(In):
    """Until which day."""

    on: Day


class HouseholdIn(In):
    """Who lives or decides together; nothing of it: there is no household any more."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"words": "夫妻、婴儿 1、老人 1", "elders": 1}]}
    )

    words: Annotated[Line, Field(max_length=200)] = ""
    children: Few = 0
    elders: Few = 0
    together_with: Annotated[list[Id], Field(max_length=20)] = []
    """Ids of customers who belong to it."""


class AuthoriseIn(In):
    """Who acts, at which home, in what, until when. The signed paper comes in the part `files`."""

    agent: Id
    unit: Id
    scopes: Annotated[list[ScopeCode], Field(max_length=6)]
    from_on: Day
    valid_until: Day
    words: Annotated[Line, Field(max_length=200)] = ""


@customers.post("/customers/{id}/relate_unit", RelationOut, status=201)
def relate_unit(request: ApiRequest, id: Id, body: RelationIn) -> RelationOut:
    """The customer owns, rents, lives in… a unit."""
    customer = find_customer(request, id)
    unit = named(Unit.objects.visible_to(request.viewer).select_related("node"), "unit", pk=body.unit)
    relation = living.relate_unit(
        customer,
        unit=unit,
        role=body.role,
        from_on=body.from_on,
        until_on=body.until_on,
        by=request.viewer,
        now=request.now,
    )
    return relation_out(relation)


@customers.post("/unit_relations/{id}/end_unit_relation", RelationOut)
def end_unit_relation(request: ApiRequest, id: Id, body: EndIn) -> RelationOut:
    """They sold, moved out, were replaced; an agent acts for nobody there any more."""
    relation = find(UnitRelation.objects.visible_to(request.viewer), pk=id)
    return relation_out(living.end_unit_relation(relation, on=body.on, by=request.viewer, now=request.now))


@customers.get("/customers/{id}/household", HouseholdOut)
def get_household(request: ApiRequest, id: Id) -> HouseholdOut:
    """With whom the customer lives or decides."""
    return _household(request, find_customer(request, id))


@customers.post("/customers/{id}/describe_household", HouseholdOut)
def describe_household(request: ApiRequest, id: Id, body: HouseholdIn) -> HouseholdOut:
    """Say anew who lives or decides together."""
    customer = find_customer(request, id)
    living.describe_household(
        customer,
        words=body.words,
        children=body.children,
        elders=body.elders,
        together_with=[
            named_customer(request, pk, "together_with") for pk in dict.fromkeys(body.together_with)
        ],
        by=request.viewer,
        now=request.now,
    )
    return _household(request, customer)


@customers.get("/customers/{id}/authorities", Authorities)
def list_authorities(request: ApiRequest, id: Id) -> Authorities:
    """Who may act for the customer, and for whom the customer may act."""
    customer = find_customer(request, id)
    rows = AgentAuthority.objects.visible_to(request.viewer).filter(relation__until_on__isnull=True)
    mine = rows.filter(principal=customer) | rows.filter(relation__customer=customer)
    found = list(
        mine.select_related("relation__customer", "relation__unit", "principal").order_by("-id")[:MOST]
    )
    return Authorities(items=[_authority(request, one) for one in found])


@customers.post("/customers/{id}/authorise_agent", AuthorityOut, status=201, with_files=True)
def authorise_agent(request: ApiRequest, id: Id, body: AuthoriseIn) -> AuthorityOut:
    """Somebody acts for the customer at a home they own or rent. Papers given again take the place of the old ones."""
    principal = find_customer(request, id)
    authority = authorising.authorise_agent(
        named_customer(request, body.agent, "agent"),
        unit=named(Unit.objects.visible_to(request.viewer).select_related("node"), "unit", pk=body.unit),
        principal=principal,
        scopes=body.scopes,
        from_on=body.from_on,
        valid_until=body.valid_until,
        words=body.words,
        files=files_of(request),
        by=request.viewer,
        now=request.now,
    )
    return _authority(request, authority)


def _household(request: ApiRequest, customer: Customer) -> HouseholdOut:
    household = Customer.objects.select_related("household").get(pk=customer.pk).household
    if household is None:
        return HouseholdOut(words="", children=0, elders=0, members=[])
    members = Customer.objects.visible_to(request.viewer).filter(household=household)
    found = list(members.order_by("name_sort_key", "id")[:MOST])
    seen(request, found)
    return HouseholdOut(
        words=household.words,
        children=household.children,
        elders=household.elders,
        members=[CustomerName(id=one.pk, name=one.name) for one in found],
    )


def _authority(request: ApiRequest, one: AgentAuthority) -> AuthorityOut:
    agent, unit = one.relation.customer, one.relation.unit
    seen(request, agent, one.principal)
    return AuthorityOut(
        id=one.pk,
        agent=CustomerName(id=agent.pk, name=agent.name),
        principal=CustomerName(id=one.principal.pk, name=one.principal.name),
        unit=UnitName(id=unit.pk, label=unit.label),
        scopes=one.scopes,
        words=one.words,
        from_on=one.relation.from_on,
        valid_until=one.valid_until,
        file_count=one.file_count,
        relation=one.relation_id,
        given_at=one.given_at,
    )
