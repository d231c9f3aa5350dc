"""Promises of somebody who leaves are kept by somebody else (ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.actions.leaving import heir_at
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.domain.promises.actions.making import hand_to
from alongside.domain.promises.models import Promise
from alongside.domain.promises.permissions import MAKE_PROMISE
from alongside.domain.promises.queries.reading import promises_open_for
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused


def _open_promises(staff: StaffMember) -> list[OpenThing]:
    rows = promises_open_for(staff).values_list("pk", "due_on", "node_id")
    return [OpenThing(pk, due_on.isoformat(), node_id) for pk, due_on, node_id in rows]


def _give(thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime) -> bool:
    """A promise is never nobody's: without a receiver the place's manager keeps it."""
    promise = lock(Promise(pk=thing_id), no_key=True)
    if promise.keeper_id != staff.pk or not promise.is_standing:
        return False
    if to is not None and not actor_for(to, now=now).may(MAKE_PROMISE, on=promise):
        raise Refused(_("%(name)s does not keep promises there.") % {"name": to.name}, field="to")
    hand_to(promise, to or heir_at(promise.node_id, staff=staff, now=now), by=by, now=now)
    return True


PROMISES = Handing("promise", _("Promise"), _open_promises, _give)
