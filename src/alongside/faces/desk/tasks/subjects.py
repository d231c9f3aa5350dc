"""What a task can be about, where it leads, and who sees it. A thing from which departments are asked adds its line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from alongside.domain.cases.models import Case, CaseMeeting
from alongside.domain.customers.models import Customer
from alongside.domain.journeys.models import Step
from alongside.domain.knowledge.models import Question, SearchGap
from alongside.domain.work.models import Task
from alongside.faces.desk.meetings.months import meeting_at
from alongside.faces.desk.page import DeskRequest
from alongside.faces.ui.asked import is_whole
from alongside.kernel.actor import Actor


@dataclass(frozen=True)
class Subject:
    """A kind of thing: those that the viewer sees, what one is called, its page, and whose data its name shows."""

    found: Callable[[Actor], QuerySet[Any]]
    label: Callable[[Any], str]
    url: Callable[[Any], str]
    customer: Callable[[Any], int | None]


SUBJECTS: dict[str, Subject] = {
    "question": Subject(
        lambda viewer: Question.objects.visible_to(viewer).select_related("node", "topic"),
        lambda question: f"{_('Question')} · {question.topic}",
        lambda question: reverse("desk:question", args=[question.pk]),
        lambda question: None,
    ),
    "case": Subject(
        lambda viewer: Case.objects.visible_to(viewer).select_related("node"),
        lambda case: f"{case.number} {case.title}",
        lambda case: reverse("desk:case", args=[case.number]),
        lambda case: case.customer_id,
    ),
    "customer": Subject(
        lambda viewer: Customer.objects.visible_to(viewer).select_related("node"),
        lambda customer: customer.name,
        lambda customer: reverse("desk:customer", args=[customer.merged_into_id or customer.pk]),
        lambda customer: customer.pk,
    ),
    "casemeeting": Subject(
        lambda viewer: CaseMeeting.objects.visible_to(viewer).select_related("node"),
        lambda meeting: (
            _("Case meeting %(month)s") % {"month": f"{meeting.month:%Y-%m}"} + f" · {meeting.node.name}"
        ),
        lambda meeting: meeting_at(meeting.node, meeting.month),
        lambda meeting: None,
    ),
    "searchgap": Subject(
        lambda viewer: SearchGap.objects.visible_to(viewer),
        lambda gap: _("Searched in vain: %(words)s") % {"words": gap.words},
        lambda gap: f"{reverse('desk:write_article')}?gap={gap.pk}",
        lambda gap: None,
    ),
    "step": Subject(
        lambda viewer: Step.objects.visible_to(viewer).select_related(
            "node", "journey__customer", "journey__version_walked"
        ),
        lambda step: f"{step.name} · {step.journey.customer.name}",
        lambda step: reverse("desk:journey", args=[step.journey_id]),
        lambda step: step.journey.customer_id,
    ),
}


@dataclass(frozen=True)
class About:
    """A thing that a task is about, as this viewer sees it."""

    thing: Model
    label: str
    url: str
    customer_id: int | None


def about_named(said: str, request: DeskRequest) -> About | None:
    """`customer:12`, if that is there for the viewer; None otherwise."""
    kind, _colon, key = said.partition(":")
    if kind not in SUBJECTS or not is_whole(key):
        return None
    return abouts([(kind, int(key))], request).get((kind, int(key)))


def about_tasks(tasks: Iterable[Task], request: DeskRequest) -> dict[tuple[str, int], About]:
    """What these tasks are about, as far as the viewer sees it. One query a kind."""
    return abouts([(one.about_kind, one.about_id) for one in tasks if one.about_id is not None], request)


def abouts(keys: Iterable[tuple[str, int]], request: DeskRequest) -> dict[tuple[str, int], About]:
    found: dict[tuple[str, int], About] = {}
    keys = set(keys)
    for kind, subject in SUBJECTS.items():
        wanted = [pk for one, pk in keys if one == kind]
        if not wanted:
            continue
        for thing in subject.found(request.viewer).filter(pk__in=wanted):
            found[kind, thing.pk] = About(
                thing, subject.label(thing), subject.url(thing), subject.customer(thing)
            )
    return found
