"""Journeys and steps of somebody who leaves (ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.journeys.actions.planning import plan_of
from alongside.domain.journeys.models import Journey, Step
from alongside.domain.journeys.permissions import WALK_JOURNEY
from alongside.domain.journeys.queries.responsible import Responsible
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused


def _kept_journeys(staff: StaffMember) -> list[OpenThing]:
    kept = Journey.objects.walking().filter(keeper=staff).order_by("pk")
    return [OpenThing(pk, str(pk), node_id) for pk, node_id in kept.values_list("pk", "node_id")]


def _give_journey(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """Without a receiver nobody walks with them for now, and their steps go to who holds the position."""
    journey = lock(Journey(pk=thing_id), no_key=True)
    if journey.keeper_id != staff.pk or journey.state != "walking":
        return False
    if to is not None:
        _needs_walker(to, journey, now=now)
    journey.keeper = to
    journey.version += 1
    journey.save(update_fields=["keeper", "version"])
    return True


def _open_steps(staff: StaffMember) -> list[OpenThing]:
    steps = Step.objects.to_do().filter(assignee=staff).order_by("due_at", "pk")
    return [OpenThing(pk, code, node_id) for pk, code, node_id in steps.values_list("pk", "code", "node_id")]


def _give_step(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    step = lock(Step(pk=thing_id), no_key=True)
    if step.assignee_id != staff.pk or step.state != "planned":
        return False
    if to is not None:
        _needs_walker(to, step, now=now)
    step.assignee_id = to.pk if to else _next_in_line(step, instead_of=staff, now=now)
    step.version += 1
    step.save(update_fields=["assignee", "version"])
    return True


def _needs_walker(to: StaffMember, thing: Journey | Step, *, now: datetime) -> None:
    if not actor_for(to, now=now).may(WALK_JOURNEY, on=thing):
        raise Refused(_("%(name)s does not walk with customers there.") % {"name": to.name}, field="to")


def _next_in_line(step: Step, *, instead_of: StaffMember, now: datetime) -> int | None:
    journey = step.journey
    role = next((one.role for one in plan_of(journey.version_walked_id).steps if one.code == step.code), "")
    found = Responsible([step.node], now=now).of(
        role, node_id=step.node_id, keeper_id=journey.keeper_id, journey_id=journey.pk
    )
    return found if found != instead_of.pk else None


JOURNEYS = Handing("journey", _("Journeys"), _kept_journeys, _give_journey)
STEPS = Handing("step", _("Steps of journeys"), _open_steps, _give_step)
