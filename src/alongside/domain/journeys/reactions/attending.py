"""Who came to an open day or a check has done the steps that it stands for (JRN-5, JRN-7)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from alongside.domain.appointments.events import INVITATION_ATTENDED
from alongside.domain.appointments.models import Batch
from alongside.domain.journeys.actions.stepping import do_step
from alongside.domain.journeys.models import Step
from alongside.kernel.actor import SYSTEM
from alongside.kernel.journal import on
from alongside.kernel.models import JournalEntry

AHEAD = timedelta(days=180)  # a step further ahead is about another time


@on(INVITATION_ATTENDED)
def do_what_they_came_for(entry: JournalEntry) -> None:
    """The open steps of that customer with that home which the kind of the batch does. Done already, nothing happens."""
    batch = Batch.objects.select_related("kind").get(pk=entry.facts["batch"])
    theirs = Step.objects.to_do().filter(
        journey__customer=entry.facts["customer"],
        journey__unit=entry.facts["unit"],
        journey__state="walking",
        code__in=batch.kind.does_steps,
        due_at__lte=entry.at + AHEAD,
    )
    for step in theirs.order_by("due_at", "pk"):
        said = _("Came to “%(name)s”.") % {"name": batch.name}
        do_step(step, said=said, channel="visit", by=SYSTEM, now=entry.at)
