"""A call and a case: it is about one that there is, or one is opened while it is spoken (CHN-5)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.deadlines import end_pause
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import HANDLE_CASE, OPEN_CASE
from alongside.domain.conversations.actions.after_calls import move_call
from alongside.domain.conversations.models import Call
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused


@transaction.atomic
def join_call(case: Case, *, call: Call, by: Actor, now: datetime) -> Case:
    """The call is about this case: its line stands in the story. A customer who called is waited for no longer (CAS-15)."""
    if not by.may(HANDLE_CASE, on=case):
        by.require(OPEN_CASE, on=case)
    fresh = lock_case(case)
    if fresh.state == "archived":
        raise Refused(_("This case is archived; open a new one."))
    moved = move_call(call, to=fresh.conversation, by=by, now=now)
    is_theirs = moved.direction == Call.Direction.IN and moved.customer_id == fresh.customer_id
    if is_theirs and end_pause(fresh, now=now):
        record(events.CASE_RESUMED, fresh, by=by, now=now)
    touch(fresh, now=now)
    record(events.CALL_JOINED, fresh, by=by, now=now, facts={"call": call.pk})
    return fresh
