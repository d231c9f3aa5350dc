"""Doing steps, leaving them out, giving them to others (JRN-5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.journeys import events
from alongside.domain.journeys.actions.planning import replan
from alongside.domain.journeys.models import Journey, Step
from alongside.domain.journeys.permissions import WAIVE_STEP, WALK_JOURNEY
from alongside.domain.journeys.rules import CHANNELS, notices
from alongside.domain.journeys.states import STEP_STATES
from alongside.domain.organisation.actions.staff import hold_staff
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import named_person
from alongside.domain.work.actions import notify
from alongside.kernel import journal
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused

MOST_CHARACTERS = 4_000
REASON_CHARACTERS = 300
SUPERVISOR, HIGHEST = 2, 5  # rungs of escalation (ORG-4)


@transaction.atomic
def do_step(
    step: Step,
    *,
    said: str,
    by: Actor,
    now: datetime,
    result: str = Step.Result.REACHED,
    channel: str = "",
    feedback: str = "",
    next_at: datetime | None = None,
    seen: int | None = None,
) -> Step:
    """It is done: what was said, what came of it, what the customer thinks; the next time, where one was agreed.

    A step that comes again is planned from now on, at `next_at` when that is agreed. Where nobody was reached the note
    stays and the step waits.
    """
    by.require(WALK_JOURNEY, on=step)
    said, feedback = _words(said, "said"), _words(feedback, "feedback", optional=True)
    if result not in Step.Result.values:
        raise Refused(_("Say what came of it."), field="result")
    if channel and channel not in CHANNELS:
        raise Refused(_("Say over which channel."), field="channel")
    if next_at is not None and next_at <= now:
        raise Refused(_("The next time lies in the past."), field="next_at")
    Journey.objects.select_for_update(no_key=True).get(pk=step.journey_id)
    step = lock(step, seen=seen)
    if result == Step.Result.NOT_REACHED:
        return _try_again(step, said=said, next_at=next_at, by=by, now=now)
    step.state = STEP_STATES.check("do_step", step.state)
    step.said, step.feedback, step.result, step.channel = said, feedback, result, channel
    step.agreed_at = next_at
    _close(step, by=by, now=now)
    _record(events.STEP_DONE, step, by=by, now=now, facts={"result": result, "channel": channel})
    replan([step.journey_id], by=by, now=now)
    return step


@transaction.atomic
def waive_step(step: Step, *, reason: str, by: Actor, now: datetime, seen: int | None = None) -> Step:
    """Leave it out, for a reason that the supervisor reads."""
    by.require(WAIVE_STEP, on=step)
    reason = reason.strip()
    if not reason:
        raise Refused(_("Say why it is left out; the supervisor reads these words."), field="reason")
    if len(reason) > REASON_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": REASON_CHARACTERS}, field="reason")
    Journey.objects.select_for_update(no_key=True).get(pk=step.journey_id)
    step = lock(step, seen=seen)
    step.state = STEP_STATES.check("waive_step", step.state)
    step.reason = reason
    _close(step, by=by, now=now)
    _record(events.STEP_WAIVED, step, by=by, now=now, facts={})
    _tell_supervisor(step, by=by, now=now)
    replan([step.journey_id], by=by, now=now)
    return step


@transaction.atomic
def give_step(step: Step, *, to: StaffMember, by: Actor, now: datetime, seen: int | None = None) -> Step:
    """Somebody else answers for it from now on."""
    by.require(WALK_JOURNEY, on=step)
    if not to.is_active:
        raise Refused(_("This colleague has left."), field="to")
    hold_staff(to.pk)
    step = lock(step, seen=seen, no_key=True)
    if step.state != "planned":
        raise Refused(_("This step is no longer open."))
    before, step.assignee = step.assignee_id, to
    step.version += 1
    step.save(update_fields=["assignee", "version"])
    _record(events.STEP_GIVEN, step, by=by, now=now, facts={"from": before, "to": to.pk})
    return step


def _tell_supervisor(step: Step, *, by: Actor, now: datetime) -> None:
    """The nearest above who supervises there and did not do it themselves reads the reason (JRN-5)."""
    for rank in range(SUPERVISOR, HIGHEST + 1):
        named = named_person(step.node, rank, now=now)
        if named is not None and named.pk != by.id:
            facts = {"code": step.code, "step": step.pk}
            notify(
                named,
                notices.STEP_WAIVED.kind,
                now=now,
                about=step.journey,
                facts=facts,
                once_key=f"waived:{step.pk}",
            )
            return


def _try_again(step: Step, *, said: str, next_at: datetime | None, by: Actor, now: datetime) -> Step:
    """Not reached: the note stays, the step waits. When it is due is not put off by not reaching somebody, so that
    the standard measures what the customer felt; only what is agreed with them moves it."""
    if step.state != "planned":
        raise Refused(_("This step is no longer open."))
    step.said = f"{step.said}\n{said}".strip()[-MOST_CHARACTERS:]
    step.result, step.agreed_at = Step.Result.NOT_REACHED, next_at
    step.version += 1
    step.save(update_fields=["said", "result", "agreed_at", "version"])
    _record(events.STEP_DONE, step, by=by, now=now, facts={"result": step.result, "channel": ""})
    return step


def _close(step: Step, *, by: Actor, now: datetime) -> None:
    step.closed_at, step.closed_by_id = now, by.id if by.kind == "staff" else None
    step.version += 1
    step.save()


def _words(words: str, field: str, *, optional: bool = False) -> str:
    words = words.strip()
    if not words and not optional:
        raise Refused(_("Say in a few words what was said."), field=field)
    if len(words) > MOST_CHARACTERS:
        raise Refused(_("Say it in at most %(n)s characters.") % {"n": MOST_CHARACTERS}, field=field)
    return words


def _record(event: Any, step: Step, *, by: Actor, now: datetime, facts: dict[str, Any]) -> None:
    journal.record(
        event,
        about=step.journey,
        by=by,
        at=now,
        facts={"step": step.pk, "code": step.code, **facts},
        node_path=step.journey.node.path,
    )
