"""Nobody's question for a yes outlives their leaving, nor becomes somebody else's (ORG-6, ORG-9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alongside.domain.organisation.actions.leaving import (
    answer_handover,
    leave,
    offer_handover,
    open_things,
    plan_leaving,
    waiting_for,
)
from alongside.domain.work.actions.approving import decide_approval
from alongside.domain.work.actions.exporting import ask_export
from alongside.domain.work.models import Approval
from alongside.kernel.refusals import Refused


def test_what_they_asked_a_yes_for_is_nobody_elses_and_taken_back(cast):
    """ORG-6, ORG-9: four eyes are those of who asked and of who answers."""
    asker = cast.supervisor.staff
    ask_export(
        "customers", node=cast.project, conditions={}, is_masked=False, reason="年审",
        by=cast.supervisor, now=cast.now,
    )  # fmt: skip
    approval = Approval.objects.get()
    assert [(kind, one.id) for kind, one in open_things(asker)] == [("approval", approval.pk)]
    leaving = plan_leaving(
        asker, leaves_at=cast.now + timedelta(days=3), by=cast.security_admin, now=cast.now
    )
    offer_handover(
        leaving, [("approval", approval.pk)], to=cast.colleague.staff, by=cast.manager, now=cast.now
    )
    [item] = waiting_for(cast.colleague.staff)
    assert answer_handover(leaving, [item.pk], accept=True, by=cast.colleague, now=cast.now) == (
        0,
        [item.label],
    )
    leave(asker, by=cast.security_admin, now=cast.now)
    approval.refresh_from_db()
    assert (approval.state, approval.asked_by) == ("withdrawn", asker)
    with pytest.raises(Refused):
        decide_approval(approval, is_yes=True, by=cast.city_manager, now=cast.now)
