"""What staff read in their notices about cases, under the case's number. Plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.work.rules import NoticeKind

_MILESTONES = {
    "acknowledge": _("Acknowledge"),
    "answer": _("First answer"),
    "on_site": _("On site"),
    "resolve": _("Resolve"),
    "call_back": _("Call back"),
}


def _milestone_words(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**facts, "milestone": _MILESTONES.get(facts.get("milestone", ""), facts.get("milestone", ""))}


ASSIGNED = NoticeKind("case.assigned", _("You have this case now"))
UNASSIGNED = NoticeKind("case.unassigned", _("Nobody has this case yet; give it to somebody"))
MENTIONED = NoticeKind("case.mentioned", _("A colleague names you in a note"))
CUSTOMER_WROTE = NoticeKind("case.customer_wrote", _("The customer wrote"))
PROPOSAL_AGREED = NoticeKind("case.proposal_agreed", _("The customer agrees to the proposal"))
PROPOSAL_DECLINED = NoticeKind("case.proposal_declined", _("The customer declines the proposal"))
NOT_SOLVED = NoticeKind("case.not_solved", _("The customer says: not solved"))
CONFIRMED = NoticeKind("case.confirmed", _("The customer confirms that it is solved"))
WITHDRAWN = NoticeKind("case.withdrawn", _("The customer took it back"))
REOPENED = NoticeKind("case.reopened", _("Opened again"))
RATED = NoticeKind("case.rated", _("Rated %(rating)s of 5 by the customer"))
RATED_LOW = NoticeKind("case.rated_low", _("Rated only %(rating)s of 5; talk to the customer"))
TRANSFER_OFFERED = NoticeKind("case.transfer_offered", _("A colleague offers you this case"))
TRANSFER_ACCEPTED = NoticeKind("case.transfer_accepted", _("Your colleague has taken the case"))
TRANSFER_DECLINED = NoticeKind("case.transfer_declined", _("Your colleague does not take the case"))
TRANSFER_WITHDRAWN = NoticeKind("case.transfer_withdrawn", _("The offer of this case was taken back"))
TRANSFERRED_AGAIN = NoticeKind("case.transferred_again", _("Changes hands for the second time"))
COOPERATION_ASKED = NoticeKind("case.cooperation_asked", _("You are asked to help"))
COOPERATION_ANSWERED = NoticeKind("case.cooperation_answered", _("Your request for help was answered"))
PAUSE_CAPPED = NoticeKind("case.pause_capped", _("The longest pause is over; deadlines run again"))
DEADLINE_WARNED = NoticeKind("case.deadline_warned", _("Deadline near: %(milestone)s"), _milestone_words)
DEADLINE_MISSED = NoticeKind("case.deadline_missed", _("Deadline missed: %(milestone)s"), _milestone_words)
DEADLINE_ESCALATED = NoticeKind(
    "case.deadline_escalated", _("Deadline missed, now up to you: %(milestone)s"), _milestone_words
)
MAJOR_DECLARED = NoticeKind("case.major_declared", _("Declared a major complaint"))
MAJOR_LOG_LATE = NoticeKind("case.major_log_late", _("The hourly log of this major complaint is late"))
MAJOR_BRIEFED = NoticeKind("case.major_briefed", _("Read the briefing on this major complaint"))
TO_BE_HEARD = NoticeKind("case.finding_drafted", _("Liability is being established; you will be heard"))
FINDING_ISSUED = NoticeKind("case.finding_issued", _("Liability was established; you may appeal"))
FINDING_APPEALED = NoticeKind("case.finding_appealed", _("An appeal waits for a decision"))
APPEAL_DECIDED = NoticeKind("case.appeal_decided", _("The appeal was decided"))
LOSS_ENTERED = NoticeKind("case.loss_entered", _("A loss waits for confirmation"))
LOSS_REFUSED = NoticeKind("case.loss_refused", _("The loss you entered was refused"))
SPOT_CHECKED = NoticeKind("case.spot_check_recorded", _("A spot check found trouble; talk to the customer"))
PROMISE_BROKEN = NoticeKind(
    "case.promise_broken", _("A promise to the customer was not kept; this case follows it")
)


_LEGAL_DAYS = {
    "hearing": pgettext_lazy("legal matter", "Hearing"),
    "deadline": pgettext_lazy("legal matter", "Deadline"),
}


def _legal_words(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**facts, "what": _LEGAL_DAYS.get(facts.get("what", ""), "")}


LEGAL_DATE_NEAR = NoticeKind(
    "legalmatter.date_near", _("Legal matter, coming up: %(what)s on %(until)s"), _legal_words
)
LESSON_TO_REVIEW = NoticeKind("lesson.submitted", _("A lesson for the case library waits for your review"))
LESSON_RETURNED = NoticeKind("lesson.returned", _("Your lesson came back from review"))
LESSON_PUBLISHED = NoticeKind("lesson.published", _("Your lesson is in the case library"))
