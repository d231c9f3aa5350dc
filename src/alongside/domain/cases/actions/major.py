"""A major complaint: named criteria, a lead, a briefing, an hourly log, a closing review (CAS-10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases import events
from alongside.domain.cases.actions.closing import close_confirmed
from alongside.domain.cases.actions.moving import lock_case, record, touch
from alongside.domain.cases.actions.words import needs_words
from alongside.domain.cases.models import Case, MajorComplaint, MajorLog, Participant
from alongside.domain.cases.permissions import DECLARE_MAJOR, HANDLE_CASE
from alongside.domain.cases.rules.authority import named
from alongside.domain.customers.actions import lift_alert, raise_alert
from alongside.domain.customers.models import Alert
from alongside.domain.organisation.models import StaffMember
from alongside.kernel.actor import SYSTEM, Actor
from alongside.kernel.refusals import Refused

LOG_EVERY = timedelta(hours=1)
MOST_REMINDED = 200  # in one round
ALERT_FOR = timedelta(days=90)  # an alert always ends; a review lifts it before


@transaction.atomic
def declare_major(
    case: Case,
    *,
    criteria: Sequence[str],
    lead: StaffMember,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> MajorComplaint:
    """Say by which criteria a complaint is major and who leads it; the first hourly log is due in an hour."""
    by.require(DECLARE_MAJOR, on=case)
    declared_by = named(by)
    chosen = list(dict.fromkeys(criteria))
    if not chosen or not set(chosen) <= set(MajorComplaint.Criterion.values):
        raise Refused(_("Name at least one criterion that makes it major."), field="criteria")
    if not lead.is_active:
        raise Refused(_("The lead has left or has no access any more."), field="lead")
    fresh = lock_case(case, seen=seen)
    if fresh.kind not in {"complaint", "dispute"}:
        raise Refused(_("Only a complaint or a dispute can be major."))
    if not fresh.is_open:
        raise Refused(_("The case has ended; reopen it first."))
    if fresh.is_major:
        raise Refused(_("This complaint was declared major already."))
    major = MajorComplaint.objects.create(
        case=fresh,
        criteria=chosen,
        lead=lead,
        declared_by_id=declared_by,
        declared_at=now,
        next_log_due_at=now + LOG_EVERY,
        remind_at=now + LOG_EVERY,
    )
    Participant.objects.get_or_create(case=fresh, staff=lead, role=Participant.Role.LEAD)
    _alert_on_customer(fresh, lead, now=now)
    touch(fresh, now=now, is_major=True)
    record(events.MAJOR_DECLARED, fresh, by=by, now=now, facts={"criteria": chosen, "lead": lead.pk})
    return major


@transaction.atomic
def brief_major(major: MajorComplaint, *, words: str, by: Actor, now: datetime) -> MajorComplaint:
    """The all-hands briefing: what everybody who touches the customer must know and may say."""
    case, major = _locked(major)
    by.require(DECLARE_MAJOR, on=case)
    words = needs_words(words, _("Say what everybody must know."))
    _still_running(major)
    major.briefing_words, major.briefing_at = words, now
    major.save(update_fields=["briefing_words", "briefing_at"])
    touch(case, now=now)
    record(events.MAJOR_BRIEFED, case, by=by, now=now)
    return major


@transaction.atomic
def log_major(major: MajorComplaint, *, words: str, by: Actor, now: datetime) -> MajorLog:
    """A line of the hourly log; the next is due an hour later. By the lead or whoever handles the case."""
    case, major = _locked(major)
    staff_id = named(by)
    if staff_id != major.lead_id:
        by.require(HANDLE_CASE, on=case)
    words = needs_words(words, _("Say how it stands now."))
    _still_running(major)
    line = MajorLog.objects.create(major=major, by_id=staff_id, at=now, words=words)
    major.next_log_due_at = major.remind_at = now + LOG_EVERY
    major.save(update_fields=["next_log_due_at", "remind_at"])
    touch(case, now=now)
    record(events.MAJOR_LOGGED, case, by=by, now=now, facts={"line": line.pk})
    return line


@transaction.atomic
def review_major(major: MajorComplaint, *, words: str, by: Actor, now: datetime) -> MajorComplaint:
    """The closing review: what happened, why, what changes. Once resolved.

    Without it the case cannot close; what the customer has confirmed already closes with it.
    """
    case, major = _locked(major)
    by.require(DECLARE_MAJOR, on=case)
    words = needs_words(words, _("Say what happened, why, and what changes."))
    _still_running(major)
    if case.state not in {"resolved", "confirmed"} and case.is_open:
        raise Refused(_("The review comes when the complaint is resolved."))
    major.review_words, major.reviewed_at, major.reviewed_by_id = words, now, named(by)
    major.next_log_due_at = major.remind_at = None
    major.save(update_fields=["review_words", "reviewed_at", "reviewed_by", "next_log_due_at", "remind_at"])
    touch(case, now=now)
    record(events.MAJOR_REVIEWED, case, by=by, now=now)
    for alert in Alert.objects.filter(customer_id=case.customer_id, once_key=_alert_key(case)):
        lift_alert(alert, by=SYSTEM, now=now)
    if case.state == "confirmed":
        close_confirmed(case, by=by, now=now)
    return major


def remind_of_logs(*, now: datetime) -> int:
    """Say once for each missed hour that the log is late; how many were. The round of a worker that was down
    says it once for the hours gone by. A case that ended owes no log."""
    late = (
        MajorComplaint.objects.with_log_overdue(now).filter(remind_at__lte=now).values_list("pk", flat=True)
    )
    return sum(_remind(pk, now=now) for pk in late[:MOST_REMINDED])


@transaction.atomic
def _remind(pk: int, *, now: datetime) -> int:
    case = lock_case(Case(pk=MajorComplaint.objects.values_list("case_id", flat=True).get(pk=pk)))
    major = MajorComplaint.objects.with_log_overdue(now).filter(pk=pk, remind_at__lte=now).first()
    if major is None or major.next_log_due_at is None:
        return 0
    hours = (now - major.next_log_due_at) // LOG_EVERY + 1
    major.remind_at = major.next_log_due_at + hours * LOG_EVERY
    major.save(update_fields=["remind_at"])
    record(events.MAJOR_LOG_LATE, case, by=SYSTEM, now=now, facts={"lead": major.lead_id, "hours": hours})
    return 1


def _locked(major: MajorComplaint) -> tuple[Case, MajorComplaint]:
    case = lock_case(Case(pk=major.case_id))
    return case, MajorComplaint.objects.get(pk=major.pk)


def _alert_on_customer(case: Case, lead: StaffMember, *, now: datetime) -> None:
    """Whoever speaks with the customer sees it first (CUS-8); it is lifted with the review. It follows from the
    act, so it does not ask whether the declarer may raise alerts."""
    if case.customer is None:
        return
    with translation.override(lead.language):
        words = gettext("Major complaint %(number)s; %(name)s leads it") % {
            "number": case.number,
            "name": lead.name,
        }
    raise_alert(
        case.customer,
        kind=Alert.Kind.MAJOR_COMPLAINT,
        words=words,
        owner=lead,
        expires_on=(now + ALERT_FOR).date(),
        by=SYSTEM,
        now=now,
        once_key=_alert_key(case),
    )


def _alert_key(case: Case) -> str:
    return f"major:{case.pk}"


def _still_running(major: MajorComplaint) -> None:
    if major.reviewed_at:
        raise Refused(_("The closing review is done; this major complaint is over."))
