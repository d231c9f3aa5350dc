"""What stands beside the story: who it is, their home, what runs until when, who takes part, what else there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from alongside.domain.cases.models import AuthorityRequest, Case, CasePerson, Milestone, Participant
from alongside.domain.cases.queries.milestones import MilestoneLine, milestones_of
from alongside.domain.cases.queries.parts import other_cases
from alongside.domain.customers.models import Alert, ContactPoint, Customer, UnitRelation
from alongside.domain.customers.permissions import REVEAL_CONTACT
from alongside.faces.desk.page import DeskRequest
from alongside.kernel.prepared import Given, Prepared

MOST_OTHERS = 6
MOST_MARKS = 10
MOST_PEOPLE = 20
MOST_FOLLOWERS = 50


_PARTICIPANTS = Prepared(
    lambda: (
        Participant.objects.filter(case_id=Given("case"))
        .select_related("staff")
        .only("role", "case_id", "staff__name", "staff__presence")
        .order_by("id")[:MOST_PEOPLE]
    )
)
_PEOPLE = Prepared(
    lambda: (
        CasePerson.objects.filter(case_id=Given("case"))
        .select_related("customer")
        .defer("customer__search_text", "customer__search_vector")[:MOST_PEOPLE]
    )
)
_PHONE = Prepared(
    lambda: ContactPoint.objects.filter(customer_id=Given("customer"), kind=ContactPoint.Kind.PHONE).order_by(
        "-is_primary", "id"
    )[:1]
)
_RELATIONS = Prepared(
    lambda: (
        UnitRelation.objects.filter(customer_id=Given("customer"))
        .select_related("unit__estate")
        .order_by("until_on", "-from_on")[:MOST_PEOPLE]
    )
)
_ALERTS = Prepared(
    lambda: (
        Alert.objects.filter(
            customer_id=Given("customer"), lifted_at__isnull=True, expires_on__gte=Given("today")
        )
        .select_related("owner")
        .order_by("-raised_at")[:10]
    )
)
_VISIBLE = Prepared(
    lambda viewer: Customer.objects.visible_to(viewer).filter(pk=Given("customer")).only("pk").order_by()[:1]
)


@dataclass
class Beside:
    """Everything of the right pane. Nine queries with a customer and a home, four without."""

    milestones: list[MilestoneLine]
    participants: list[Participant]
    people: list[CasePerson]
    phone: ContactPoint | None = None
    may_reveal: bool = False
    alerts: list[Alert] | None = None
    relations: list[UnitRelation] | None = None
    others: list[Case] | None = None
    ratings: list[int] | None = None
    lead: Case | None = None
    followers: list[Case] | None = None
    authorities: list[AuthorityRequest] | None = None

    @property
    def running(self) -> list[MilestoneLine]:
        return [one for one in self.milestones if one.state == "running"]


def beside(case: Case, request: DeskRequest) -> Beside:
    """What this viewer may see beside the case."""
    found = Beside(
        milestones=milestones_of(case),
        participants=_PARTICIPANTS(case=case.pk),
        people=_PEOPLE(case=case.pk),
    )
    if any(one.milestone == Milestone.AUTHORITY for one in found.milestones):
        found.authorities = list(case.authority_requests.select_related("authority"))
    if case.lead_case_id:
        found.lead = Case.objects.visible_to(request.viewer).filter(pk=case.lead_case_id).first()
    elif case.customer_id is None:  # a lead case speaks for many, and is nobody's own
        theirs = Case.objects.visible_to(request.viewer).filter(lead_case=case)
        found.followers = list(
            theirs.only("number", "title", "state").order_by("-opened_at")[:MOST_FOLLOWERS]
        )
    if case.customer and _may_see(case.customer, request):
        _add_customer(found, case, case.customer, request)
    return found


def _may_see(customer: Customer, request: DeskRequest) -> bool:
    return _VISIBLE.first(request.viewer, customer=customer.pk) is not None


def _add_customer(found: Beside, case: Case, customer: Customer, request: DeskRequest) -> None:
    today = timezone.localdate(request.now)
    found.phone = _PHONE.first(customer=customer.pk)
    found.may_reveal = request.viewer.may(REVEAL_CONTACT)
    found.alerts = alerts_now(customer, request.now)
    relations = _RELATIONS(customer=customer.pk)
    found.relations = [one for one in relations if one.until_on is None or one.until_on >= today]
    others = other_cases(case, request.viewer)
    found.others = others[:MOST_OTHERS]
    ended = [case, *others] if case.closed_at else others
    marks = [one.rating for one in sorted(ended, key=_opened_at) if one.rating is not None]
    found.ratings = marks[-MOST_MARKS:]


def _opened_at(case: Case) -> datetime:
    return case.opened_at


def alerts_now(customer: Customer, now: datetime) -> list[Any]:
    """Alerts that hold today, the gravest to staff first (CUS-8)."""
    return _ALERTS(customer=customer.pk, today=timezone.localdate(now))
