"""What journeys hold of a customer: it follows them when records become one, is copied and erased (CUS-6, INF-4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.journeys.models import Journey, ReplanTold, Step
from alongside.domain.privacy.hooks import COPY, ERASE, WORDS, CopyPart, Erased, Erasing, Words
from alongside.domain.work.models import Task, TaskNote


@BELONGINGS.fill
def their_journeys() -> tuple[Belonging, ...]:
    """Where both records walk towards the same home, the survivor's journey goes on."""
    return (
        Belonging(Journey, one_standing=("ended_at", ("unit_id",))),
        Belonging(ReplanTold, once_per=("run_id",)),
    )


@WORDS.fill
def words_of_steps() -> tuple[Words, ...]:
    """What was said at a step, and why one was left out; what the customer thinks is their own words."""
    return (
        Words(Step, ("said", "reason"), about=_of_theirs, written=~Q(result="")),
        Words(Step, ("feedback",), about=_of_theirs, theirs=lambda ids: Q(), written=~Q(result="")),
        Words(Task, ("title", "words", "result", "return_reason"), about=_tasks),
        Words(
            TaskNote, ("words",), about=lambda ids: Q(task__in=Task.objects.filter(_tasks(ids)).values("pk"))
        ),
    )


def _of_theirs(ids: Sequence[int]) -> Q:
    return Q(journey__customer__in=ids)


def _tasks(ids: Sequence[int]) -> Q:
    steps = Step.objects.filter(journey__customer__in=ids)
    return Q(about_kind="step", about_id__in=steps.values("pk"))


@ERASE.fill
def end_their_journeys(erasing: Erasing) -> Erased:
    """A journey without its customer is at its end; what was measured of it stays."""
    theirs = Journey.objects.filter(customer__in=erasing.customer_ids)
    Step.objects.filter(journey__in=theirs, state="planned").update(state="withdrawn", next_rung_at=None)
    walking = theirs.walking()
    count = walking.update(state="ended", ended_at=erasing.now, end_reason="erased", stage_next_at=None)
    return Erased(kept={"journeys": theirs.count()}, deleted={"open_journeys": count} if count else {})


@COPY.fill
def copy_journeys(customer_id: int) -> tuple[CopyPart, ...]:
    """Each journey, and what was done on it."""
    steps = (
        Step.objects.filter(journey__customer_id=customer_id, state__in=("done", "planned"))
        .select_related("journey__unit", "journey__version_walked")
        .order_by("journey_id", "due_at")
    )
    rows = [
        (
            str(one.journey.unit or ""),
            one.name,
            one.due_at,
            one.closed_at,
            one.said,
            one.feedback,
        )
        for one in steps
    ]
    columns = (_("The home"), _("Step"), _("Due"), _("Done at"), _("Spoken about"), _("Feedback"))
    return (CopyPart("journeys", _("My journeys"), columns, rows),)
