"""The way of a journey: begun, what happened on it, arrived or ended early (JRN-1, JRN-3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.customers.models import Customer
from alongside.domain.estates.actions import move_unit
from alongside.domain.estates.models import Unit
from alongside.domain.estates.states import UNIT_STATES
from alongside.domain.journeys import events
from alongside.domain.journeys.actions.planning import plan_of, replan
from alongside.domain.journeys.models import Journey, JourneyFact, TemplateVersion
from alongside.domain.journeys.permissions import WALK_JOURNEY
from alongside.domain.journeys.queries.choosing import version_for
from alongside.domain.journeys.rules import HAPPENINGS
from alongside.domain.journeys.states import JOURNEY_STATES
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import Node, StaffMember
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

MOST_OCCURRENCES = 200
FURTHEST_BACK = timedelta(days=366 * 30)
REASON_CHARACTERS = 40


@transaction.atomic
def begin_journey(
    customer: Customer,
    *,
    node: Node,
    by: Actor,
    now: datetime,
    unit: Unit | None = None,
    version: TemplateVersion | None = None,
    keeper: StaffMember | None = None,
) -> Journey:
    """Walk with this customer towards this home (None: they have not chosen yet). Refused where we do already."""
    by.require(WALK_JOURNEY, on=unit or node)
    version = version or version_for(node)
    if version is None or version.published_at is None:
        raise Refused(_("No journey has been published yet."))
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if Journey.objects.walking().filter(customer=customer, unit=unit).exists():
        raise Refused(_("This customer is on that journey already."))
    journey = Journey.objects.create(
        node=node,
        customer=customer,
        unit=unit,
        building=unit.building if unit else None,
        version_walked=version,
        keeper=keeper,
        stage=plan_of(version.pk).stages[0].code,
        stage_since=now,
        begun_at=now,
    )
    _record(
        events.JOURNEY_BEGUN,
        journey,
        by=by,
        now=now,
        facts={"template": version.template_id, "unit": journey.unit_id},
    )
    replan([journey.pk], by=by, now=now)
    journey.refresh_from_db()
    return journey


@transaction.atomic
def record_happening(
    journey: Journey,
    *,
    event: str,
    at: datetime,
    by: Actor,
    now: datetime,
    source: str = "",
    moves_unit: bool = True,
) -> JourneyFact:
    """Something happened on the way; the steps that hang on it appear. An act of the home moves the home too (EST-2).

    What has been entered already is returned as it is, so being told twice changes nothing. Refused for a moment ahead.
    """
    by.require(WALK_JOURNEY, on=journey)
    happening = HAPPENINGS.get(event)
    if happening is None or happening.is_promised:
        raise Refused(_("This cannot be entered here."), field="event")
    if at > now + timedelta(minutes=5):
        raise Refused(_("This lies ahead. Enter it when it has happened."), field="at")
    if at < now - FURTHEST_BACK:
        raise Refused(_("This is longer ago than we keep."), field="at")
    journey = lock(journey)
    if journey.state != "walking":
        raise Refused(_("This journey has come to its end."))
    there = journey.facts.filter(event=event, withdrawn_at__isnull=True).order_by("-occurrence")
    last = there.first()
    if last is not None and (not happening.repeats or there.filter(at=at).exists()):
        return last
    occurrence = last.occurrence + 1 if last else 1
    if occurrence > MOST_OCCURRENCES:
        raise Refused(_("This has been entered too often."))
    if moves_unit and happening.act and journey.unit is not None:
        _move_home(journey.unit, happening.act, at, by=by, now=now)
    fact = JourneyFact.objects.create(
        journey=journey,
        event=event,
        occurrence=occurrence,
        at=at,
        recorded_at=now,
        by_kind=by.kind,
        by_id=by.id,
        source=source,
    )
    facts = {"what": event, "occurrence": occurrence, "at": at.isoformat()}
    _record(events.JOURNEY_HAPPENED, journey, by=by, now=now, facts=facts)
    replan([journey.pk], by=by, now=now)
    return fact


@transaction.atomic
def withdraw_happening(fact: JourneyFact, *, by: Actor, now: datetime) -> JourneyFact:
    """It was entered by mistake: its open steps go; what was done stays done. The home's status is not moved back."""
    journey = lock(Journey.objects.get(pk=fact.journey_id))
    by.require(WALK_JOURNEY, on=journey)
    fact = JourneyFact.objects.get(pk=fact.pk)
    if fact.withdrawn_at is not None:
        return fact
    if HAPPENINGS[fact.event].act and journey.unit_id:
        raise Refused(_("The home has gone on with it. Undo it there, by the act that undoes it."))
    fact.withdrawn_at = now
    fact.save(update_fields=["withdrawn_at"])
    facts = {"what": fact.event, "occurrence": fact.occurrence}
    _record(events.JOURNEY_UNHAPPENED, journey, by=by, now=now, facts=facts)
    replan([journey.pk], by=by, now=now)
    return fact


@transaction.atomic
def arrive(journey: Journey, *, by: Actor, now: datetime) -> Journey:
    """They have come to the end of the way; steps still open are no longer needed."""
    return _close(journey, "arrive", events.JOURNEY_ARRIVED, reason="", by=by, now=now)


@transaction.atomic
def end_journey(journey: Journey, *, reason: str, by: Actor, now: datetime) -> Journey:
    """They bought elsewhere, gave the home back, sold it: a code or a few words."""
    reason = reason.strip()
    if not reason or len(reason) > REASON_CHARACTERS:
        raise Refused(_("Say why in at most %(n)s characters.") % {"n": REASON_CHARACTERS}, field="reason")
    return _close(journey, "end_journey", events.JOURNEY_ENDED, reason=reason, by=by, now=now)


@transaction.atomic
def give_journey(journey: Journey, *, keeper: StaffMember, by: Actor, now: datetime) -> Journey:
    """Somebody else walks with the customer from now on; open steps of the one before go with it."""
    by.require(WALK_JOURNEY, on=journey)
    if not keeper.is_active:
        raise Refused(_("This colleague has left."), field="keeper")
    hold_staff(keeper.pk)
    journey = lock(journey, no_key=True)
    if journey.keeper_id == keeper.pk:
        return journey
    before, journey.keeper = journey.keeper_id, keeper
    journey.version += 1
    journey.save(update_fields=["keeper", "version"])
    journey.steps.to_do().filter(assignee_id=before).update(assignee=keeper)
    facts = {"from": before, "to": keeper.pk}
    _record(events.JOURNEY_KEEPER_CHANGED, journey, by=by, now=now, facts=facts)
    return journey


def _close(journey: Journey, move: str, event: Any, *, reason: str, by: Actor, now: datetime) -> Journey:
    by.require(WALK_JOURNEY, on=journey)
    journey = lock(journey)
    journey.state = JOURNEY_STATES.check(move, journey.state)
    journey.ended_at, journey.end_reason, journey.stage_next_at = now, reason, None
    journey.version += 1
    journey.save(update_fields=["state", "ended_at", "end_reason", "stage_next_at", "version"])
    _record(event, journey, by=by, now=now, facts={})
    replan([journey.pk], by=by, now=now)
    return journey


def _move_home(unit: Unit, act: str, at: datetime, *, by: Actor, now: datetime) -> None:
    """The home's own act, unless it is there already: a hand-over entered first in the home's file."""
    unit.refresh_from_db(fields=["status"])
    if unit.status != UNIT_STATES.moves[act].target:
        move_unit(unit, act=act, on=at.astimezone(ZoneInfo(unit.node.zone)).date(), by=by, now=now)


def _record(event: Any, journey: Journey, *, by: Actor, now: datetime, facts: dict[str, Any]) -> None:
    journal.record(event, about=journey, by=by, at=now, facts=facts, node_path=journey.node.path)
