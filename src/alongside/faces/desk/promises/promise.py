"""One promise: what, to whom, until when; what was asked of the customer; what can be done next (SAL-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.domain.cases.models import Case
from alongside.domain.organisation.models import StaffMember
from alongside.domain.promises.models import Promise
from alongside.domain.promises.permissions import (
    ANSWER_PROMISE,
    MAKE_PROMISE,
    SEE_OWN_PROMISES,
    SEE_PROMISES,
)
from alongside.domain.promises.queries.reading import questions_of, shown_to
from alongside.domain.promises.rules import LATE_WORD
from alongside.faces.desk.page import DeskRequest, desk_page, find, show
from alongside.faces.desk.promises.origins import ways_to
from alongside.faces.ui.access import seen
from alongside.faces.ui.steps import AHEAD, DONE, NOW, Step
from alongside.kernel.events import event_of
from alongside.kernel.journal import timeline_of

AREA = "desk:promises"
MOST_FACTS = 60
OPEN_TO = (SEE_PROMISES, SEE_OWN_PROMISES)


@dataclass(frozen=True)
class Happened:
    """A line of what happened to it: in words, by whom."""

    at: Any
    words: str
    who: str


def promise_of(request: DeskRequest, pk: int) -> Promise:
    """The promise, if the viewer may see it; to whom it was made goes into the access log."""
    promise = find(shown_to(request.viewer).select_related("made_by"), pk=pk)
    seen(request, promise.customer, about=promise)
    return promise


@desk_page(*OPEN_TO)
def promise_page(request: DeskRequest, pk: int) -> HttpResponse:
    promise = promise_of(request, pk)
    questions = questions_of(promise)
    may_make = request.viewer.may(MAKE_PROMISE, on=promise)
    may_answer = request.viewer.may(ANSWER_PROMISE, on=promise)
    is_asked = promise.state == "asked"
    settled = promise.closed_at if promise.state == "kept" else None
    context = {
        "promise": promise,
        "question": next((one for one in questions if one.answered_at is None), None),
        "questions": questions,
        "way": way_of(promise),
        "origin": ways_to([promise], request.viewer).get(promise.pk),
        "case": Case.objects.visible_to(request.viewer).filter(broken_promise__promise=promise).first(),
        "happened": _happened(promise),
        "may_keep": may_make and promise.is_standing,
        "may_ask": may_make and promise.state == "open",
        "may_take_back": may_make and is_asked,
        "may_answer": may_answer and is_asked,
        "may_say_not_kept": may_answer and settled is not None and request.now <= settled + LATE_WORD,
    }
    return show(request, "faces/desk/promises/promise.html", context, area=AREA)


def way_of(promise: Promise) -> list[Step]:
    """Made, perhaps moved, and how it ended."""
    steps = [Step(_("Promised on"), DONE, _day(promise.made_at))]
    if promise.changes_agreed:
        steps.append(Step(_("Changed with consent"), DONE, promise.due_on.isoformat()))
    if promise.is_standing:
        asks = promise.state == "asked"
        steps.append(
            Step(_("The customer is asked") if asks else _("To be kept"), NOW, promise.due_on.isoformat())
        )
        return [*steps, Step(_("Kept"), AHEAD)]
    ended = str(promise.get_state_display())
    return [*steps, Step(ended, NOW if promise.state == "broken" else DONE, _day(promise.closed_at))]


def _day(moment: datetime | None) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""


def _happened(promise: Promise) -> list[Happened]:
    """From the journal, the latest first: every act, with who did it."""
    entries = list(timeline_of(promise).order_by("-id")[:MOST_FACTS])
    staff = {one.by_id for one in entries if one.by_kind == "staff"}
    names = dict(StaffMember.objects.filter(pk__in=staff).values_list("pk", "name"))
    called = {"customer": promise.customer.name, "system": _("The system"), "client": _("A program")}
    lines = []
    for one in entries:
        event = event_of(one.kind)
        who = names.get(one.by_id, "") if one.by_kind == "staff" else called.get(one.by_kind, "")
        lines.append(Happened(one.at, str(event.sentence) if event else one.kind, who))
    return lines
