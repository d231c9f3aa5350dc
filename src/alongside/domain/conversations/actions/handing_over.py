"""Conversations of somebody who leaves are answered by somebody else, or by everybody again (ORG-6)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from alongside.domain.conversations.actions.inbox import assign_thread, lock_thread
from alongside.domain.conversations.models import Thread
from alongside.domain.conversations.permissions import ANSWER_INBOX
from alongside.domain.organisation.hooks import Handing, OpenThing
from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.queries import actor_for
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused


def _open_threads(staff: StaffMember) -> list[OpenThing]:
    mine = Thread.objects.filter(assigned_to=staff).exclude(state=Thread.State.DONE)
    return [
        OpenThing(pk, f"#{pk}", node_id) for pk, node_id in mine.order_by("pk").values_list("pk", "node_id")
    ]


def _give(thing_id: int, *, staff: StaffMember, to: StaffMember | None, by: Actor, now: datetime) -> bool:
    thread = lock_thread(Thread(pk=thing_id))
    if thread.assigned_to_id != staff.pk or thread.state == Thread.State.DONE:
        return False
    if to is not None and not actor_for(to, now=now).may(ANSWER_INBOX, on=thread):
        raise Refused(_("%(name)s does not answer the inbox there.") % {"name": to.name}, field="to")
    assign_thread(thread, to=to, by=by, now=now)
    return True


THREADS = Handing("thread", _("Conversation"), _open_threads, _give)
