"""One question after closing: how satisfied, 1 to 5. A low answer is not the end of the conversation."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.models import Case
from alongside.domain.cases.permissions import ANSWER_AS_CUSTOMER
from alongside.domain.cases.rules.intake import check_words
from alongside.domain.organisation.queries import calendar_of, staff_with_rank, working_calendar
from alongside.domain.work.actions import ask_task
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import Refused

LOW = 2
SUPERVISOR_RANK = 2
TO_CALL_BACK = timedelta(hours=8)  # working hours: about a working day


@transaction.atomic
def rate_case(
    case: Case, *, rating: int, by: Actor, now: datetime, words: str = "", seen: int | None = None
) -> Case:
    """The customer's mark for how it was handled, once. A low one brings the supervisor a task to call back."""
    by.require(ANSWER_AS_CUSTOMER, on=case)
    if rating not in range(1, 6):
        raise Refused(_("Choose between 1 and 5."), field="rating")
    words = check_words(words.strip())
    fresh = lock_case(case, seen=seen)
    if fresh.state != "closed":
        raise Refused(_("A case is rated when it is closed."))
    if fresh.rated_at is not None:
        raise Refused(_("You have rated this case already. Thank you!"))
    touch(fresh, now=now, rating=rating, rating_words=words, rated_at=now)
    low = rating <= LOW
    record(
        events.CASE_RATED, fresh, by=by, now=now, facts={"rating": rating, "low": low, "heard_by": by.kind}
    )
    if low:
        _ask_call_back(fresh, by=by, now=now)
    return fresh


def _ask_call_back(case: Case, *, by: Actor, now: datetime) -> None:
    supervisor = staff_with_rank(case.node, SUPERVISOR_RANK, now=now) or case.owner
    if supervisor is None:
        return  # the alert on the fact reaches whoever is responsible for the node
    office = working_calendar(calendar_of(case.node), zone=case.node.zone)
    with translation.override(supervisor.language):
        title = gettext("Call the customer back: rated %(rating)s of 5") % {"rating": case.rating}
    ask_task(
        node=case.node,
        about=case,
        title=title,
        words=case.rating_words,
        due_at=office.add(now, TO_CALL_BACK),
        asked_by=case.owner or supervisor,
        assignee=supervisor,
        by=by,
        now=now,
    )
