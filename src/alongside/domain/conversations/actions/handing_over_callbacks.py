"""Callbacks of somebody who leaves are made by somebody else, or by everybody again (ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.calling_back import assign_callback
from alongside.domain.conversations.models import Callback
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.kernel.actor import Actor


def _open_callbacks(staff: StaffMember) -> list[OpenThing]:
    mine = Callback.objects.open().filter(assigned_to=staff).order_by("pk")
    return [OpenThing(pk, f"#{pk}", node_id) for pk, node_id in mine.values_list("pk", "node_id")]


def _give(thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime) -> bool:
    callback = Callback.objects.select_for_update().get(pk=thing_id)
    if callback.assigned_to_id != staff.pk or callback.state != Callback.State.OPEN:
        return False
    assign_callback(callback, to=to, by=by, now=now)
    return True


CALLBACKS = Handing("callback", _("Callback"), _open_callbacks, _give)
