"""Batches of somebody who leaves (ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.appointments.models import Batch
from alongside.domain.appointments.permissions import PLAN_BATCHES
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused


def _open_batches(staff: StaffMember) -> list[OpenThing]:
    theirs = Batch.objects.filter(responsible=staff, ended_at__isnull=True).order_by("pk")
    return [OpenThing(pk, str(pk), node_id) for pk, node_id in theirs.values_list("pk", "node_id")]


def _give_batch(
    thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime
) -> bool:
    """Without a receiver it is nobody's for now; whoever plans there sees it."""
    batch = lock(Batch(pk=thing_id), no_key=True)
    if batch.responsible_id != staff.pk or not batch.is_standing:
        return False
    if to is not None and not actor_for(to, now=now).may(PLAN_BATCHES, on=batch):
        raise Refused(_("%(name)s does not plan appointments there.") % {"name": to.name}, field="to")
    batch.responsible = to
    batch.version += 1
    batch.save(update_fields=["responsible", "version"])
    return True


BATCHES = Handing("batch", _("Appointments with customers"), _open_batches, _give_batch)
