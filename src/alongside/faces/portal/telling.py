"""A case in the customer's words: where it stands, what happens next and by when (CAS-15)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from alongside.domain.cases.models import Case
from alongside.domain.cases.states import LONG_KINDS
from alongside.faces.ui import times
from alongside.faces.ui.steps import DONE, NOW, Step, steps_up_to

WAITING_STATES = ("proposed", "resolved")

# state -> words and tone of the chip
STANDS: dict[str, tuple[Any, str]] = {
    "received": (gettext_lazy("We have it"), "now"),
    "acknowledged": (gettext_lazy("Taken up"), "now"),
    "investigating": (gettext_lazy("We are finding out why"), "now"),
    "proposed": (gettext_lazy("Our proposal waits for your word"), "soon"),
    "agreed": (gettext_lazy("Agreed, we begin"), "now"),
    "handling": (gettext_lazy("Being worked on"), "now"),
    "resolved": (gettext_lazy("Done on our side, please have a look"), "soon"),
    "confirmed": (gettext_lazy("You said it is solved"), "good"),
    "closed": (pgettext_lazy("customer", "Finished"), "good"),
    "archived": (pgettext_lazy("customer", "Finished"), "plain"),
    "rejected": (gettext_lazy("Not taken up"), "plain"),
    "withdrawn": (gettext_lazy("Taken back by you"), "plain"),
}

# milestone -> what is promised until then
PROMISES: dict[str, Callable[[str], str]] = {
    "acknowledge": lambda when: _("Somebody gets in touch with you by %(when)s") % {"when": when},
    "answer": lambda when: _("You have our answer by %(when)s") % {"when": when},
    "on_site": lambda when: _("We are at your place by %(when)s") % {"when": when},
    "resolve": lambda when: _("It is done by %(when)s") % {"when": when},
    "call_back": lambda when: _("We ask you by %(when)s whether all is well") % {"when": when},
}

# Facts that read differently to the customer than to us.
FACTS: dict[str, Any] = {
    "case.opened": gettext_lazy("We have received it"),
    "case.assigned": gettext_lazy("Handed to the person who will look after it"),
    "case.acknowledged": gettext_lazy("Taken up"),
    "case.investigation_started": gettext_lazy("We are finding out why"),
    "case.solution_proposed": gettext_lazy("We made you a proposal"),
    "case.proposal_agreed": gettext_lazy("You agreed"),
    "case.proposal_declined": gettext_lazy("You did not agree"),
    "case.handling_started": gettext_lazy("Work has begun"),
    "case.on_site_reported": gettext_lazy("Our colleague is at the place"),
    "case.resolved": gettext_lazy("Done on our side"),
    "case.not_solved": gettext_lazy("You said: not solved yet"),
    "case.confirmed": gettext_lazy("You said: solved"),
    "case.closed": pgettext_lazy("customer", "Finished"),
    "case.rejected": gettext_lazy("Not taken up"),
    "case.withdrawn": gettext_lazy("Taken back by you"),
    "case.reopened": gettext_lazy("Opened again"),
    "case.paused": gettext_lazy("We wait for you"),
    "case.transfer_accepted": gettext_lazy("A colleague looks after it from now on"),
    "case.cooperation_asked": gettext_lazy("We asked another department to help"),
}


@dataclass(frozen=True)
class Telling:
    """What a card or the head of a page says about a case."""

    stands: str
    tone: str
    next: str  # what happens next and by when; empty when it is over
    is_late: bool
    is_yours: bool  # the next move is the customer's
    act: str  # what the button says


def telling_of(case: Case, now: datetime) -> Telling:
    """Where the case stands, in the reader's language. No query beyond the case's own row and owner."""
    stands, tone = STANDS[case.state]
    if case.is_waiting_for_customer and case.is_open and case.state not in WAITING_STATES:
        stands, tone = _("We wait for your answer"), "soon"
    late = bool(case.is_open and case.next_due_at and case.next_due_at < now)
    yours = case.is_open and (case.is_waiting_for_customer or case.state in WAITING_STATES)
    return Telling(str(stands), tone, next_of(case, now), late, yours, act_of(case))


def next_of(case: Case, now: datetime) -> str:
    """What happens next, and by when if that was promised."""
    if not case.is_open:
        return ""
    if case.state == "proposed":
        return _("Please read our proposal and say whether it suits you")
    if case.state == "resolved":
        return _("Please look whether it is really solved; only your word closes it")
    if case.is_waiting_for_customer:
        return _("We go on as soon as you have answered")
    if case.next_due_at is None:
        return _("We tell you as soon as there is something new")
    if case.next_due_at < now:
        when = by_when(case.next_due_at, now)
        return _("This was due %(when)s. We are late, and sorry; we are on it") % {"when": when}
    promise = PROMISES.get(case.next_milestone, PROMISES["answer"])
    return promise(by_when(case.next_due_at, now))


def act_of(case: Case) -> str:
    """What the button of its card says."""
    if case.state == "proposed":
        return _("See the proposal")
    if case.state == "resolved":
        return _("Is it solved?")
    if case.is_waiting_for_customer and case.is_open:
        return _("Answer")
    return _("Look at it")


def told_steps(case: Case, now: datetime) -> list[Step]:
    """What was done so far, each with its time, and at the end what is promised: the card on the first page."""
    who = case.owner.name if case.owner else ""
    taken = _("%(who)s has taken it up and stays with it to the end") % {"who": who} if who else _("Taken up")
    done = [
        (case.opened_at, _("We have received it")),
        (case.acknowledged_at, taken),
        (case.answered_at, _("You have our first answer")),
        (case.resolved_at, _("Done on our side")),
    ]
    steps = [Step(label, DONE, short_time(at, now)) for at, label in done if at]
    coming = next_of(case, now)
    return [*steps[-3:], *([Step(coming, NOW)] if coming else [])]


def way_steps(case: Case) -> list[Step]:
    """The line of four or five steps at the head of the case; empty when it ended another way."""
    if case.state in ("rejected", "withdrawn"):
        return []
    received, taken = pgettext("step", "Received"), pgettext("step", "Taken up")
    work, word = pgettext("step", "Work"), pgettext("step", "Your word")
    if case.kind in LONG_KINDS:
        labels = [received, taken, pgettext("step", "Proposal"), work, word]
        reached = {"received": 1, "agreed": 3, "handling": 3, "resolved": 4, "confirmed": 4}
    else:
        labels = [received, taken, work, word]
        reached = {"received": 1, "resolved": 3, "confirmed": 3}
    ended = len(labels)
    current = ended if not case.is_open else reached.get(case.state, 2)
    return steps_up_to(current, labels)


def fact_words(event: str, sentence: str) -> str:
    """A fact of the story, said to the customer."""
    return str(FACTS.get(event, sentence))


def by_when(due: datetime, now: datetime) -> str:
    """A moment as people name it: today 18:00, tomorrow 10:00, 25 Nov 10:00."""
    local, local_now = timezone.localtime(due), timezone.localtime(now)
    days = (local.date() - local_now.date()).days
    hour = local.strftime("%H:%M")
    if days == 0:
        return _("today %(hour)s") % {"hour": hour}
    if days == 1:
        return _("tomorrow %(hour)s") % {"hour": hour}
    if days == -1:
        return _("yesterday %(hour)s") % {"hour": hour}
    pattern = pgettext("date in the portal", "j M")
    return f"{date_format(local, pattern)} {hour}"


def short_time(moment: datetime, now: datetime) -> str:
    """The hour today, else the day."""
    local, local_now = timezone.localtime(moment), timezone.localtime(now)
    if local.date() == local_now.date():
        return local.strftime("%H:%M")
    return times.day(local, local_now)
