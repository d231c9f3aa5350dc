"""Legal matters of somebody who leaves are led by somebody else (ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.actions.legal.opening import put_in_charge
from alongside.domain.cases.models import LegalMatter
from alongside.domain.cases.permissions import HANDLE_LEGAL_MATTERS
from alongside.domain.organisation.actions.leaving import heir_at
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for, staff_holding
from alongside.kernel.actor import Actor
from alongside.kernel.concurrency import lock
from alongside.kernel.refusals import Refused


def _open_matters(staff: StaffMember) -> list[OpenThing]:
    rows = LegalMatter.objects.filter(in_charge=staff).standing().order_by("pk")
    return [OpenThing(*row) for row in rows.values_list("pk", "number", "node_id")]


def _give(thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime) -> bool:
    """A court does not wait: without a receiver another legal officer is in charge, or the place's manager."""
    matter = lock(LegalMatter(pk=thing_id))
    if matter.in_charge_id != staff.pk or matter.is_ended:
        return False
    if to is not None and not actor_for(to, now=now).may(HANDLE_LEGAL_MATTERS, on=matter):
        raise Refused(_("%(name)s does not handle legal matters there.") % {"name": to.name}, field="to")
    if to is None:
        others = staff_holding(HANDLE_LEGAL_MATTERS, node=matter.node, now=now).exclude(pk=staff.pk)
        to = others.first() or heir_at(matter.node_id, staff=staff, now=now)
    put_in_charge(matter, to, by=by, now=now)
    return True


MATTERS = Handing("legal_matter", _("Legal matter"), _open_matters, _give)
