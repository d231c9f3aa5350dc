"""Who follows a lead case, and what they were told (CAS-11, CAS-19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from alongside.domain.cases.models import Case, CasePerson, GroupAnswer, GroupTold
from alongside.domain.cases.states import BEFORE_RESOLVED, OPEN_STATES
from alongside.kernel.actor import Actor

MOST = 300


@dataclass(frozen=True)
class Group:
    """The cases that follow, of those that one may see; counts are of all that are there."""

    lead: Case
    members: list[Case]
    answers: Sequence[GroupAnswer]
    speakers: list[CasePerson]
    told: Mapping[int, bool] = field(
        default_factory=dict
    )  # by case: whether the newest answer was said there
    by_state: Mapping[str, int] = field(default_factory=dict)

    @property
    def waiting(self) -> int:
        """How many are not resolved yet."""
        return sum(self.by_state.get(one, 0) for one in BEFORE_RESOLVED)

    @property
    def asked(self) -> int:
        """How many customers are asked whether it is solved."""
        return self.by_state.get("resolved", 0)

    @property
    def ended(self) -> int:
        return sum(count for state, count in self.by_state.items() if state not in OPEN_STATES)


def group_of(lead: Case, viewer: Actor) -> Group:
    """Six queries however many follow."""
    members = (
        Case.objects.visible_to(viewer).filter(lead_case=lead).select_related("customer", "unit", "owner")
    )
    answers = list(
        lead.group_answers.select_related("given_by").annotate(
            told=Count("tellings", filter=Q(tellings__told_at__isnull=False)), asked=Count("tellings")
        )[:20]
    )
    tellings = GroupTold.objects.filter(answer=answers[0]) if answers else GroupTold.objects.none()
    counts = Case.objects.visible_to(viewer).filter(lead_case=lead).order_by().values_list("state")
    return Group(
        lead,
        list(members.order_by("-is_open", "opened_at", "id")[:MOST]),
        answers,
        list(lead.people.filter(role=CasePerson.Role.SPEAKER).select_related("customer")),
        {one.case_id: one.told_at is not None for one in tellings},
        dict(counts.annotate(n=Count("pk"))),
    )


def told_so_far(lead_id: int | None) -> int:
    """How many were told the newest standing answer."""
    newest = GroupAnswer.objects.filter(lead=lead_id, is_standing=True).first()
    return newest.tellings.filter(told_at__isnull=False).count() if newest else 0
