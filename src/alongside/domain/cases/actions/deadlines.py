"""Deadlines: started with the case, met by acts, standing still while the customer is awaited (CAS-4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from alongside.domain.cases.models import Case, Deadline, DeadlineRule, Milestone, Pause
from alongside.domain.cases.rules.deadlines import milestones_owed, next_act, rules_for
from alongside.domain.customers.models import Customer
from alongside.domain.organisation.models import Calendar
from alongside.domain.organisation.queries import calendar_of, working_calendar
from alongside.kernel.clock import Clock
from alongside.kernel.clock import Pause as Standstill
from alongside.kernel.prepared import AnyOf, Given, Prepared
from alongside.kernel.prepared_writes import PreparedUpdate, insert_few

# The call-back clock starts when the case is resolved, not when it is opened.
FROM_THE_START = frozenset({Milestone.ACKNOWLEDGE, Milestone.ANSWER, Milestone.ON_SITE, Milestone.RESOLVE})


_RULES = Prepared(
    lambda: DeadlineRule.objects.filter(is_active=True).filter(Q(kind=Given("kind")) | Q(kind=""))
)
_MEET = PreparedUpdate(
    lambda: Deadline.objects.filter(
        case_id=Given("case"), milestone=Given("milestone"), met_at__isnull=True, cancelled_at__isnull=True
    ),
    met_at=Given("now"),
    next_act_at=None,
)
_NEAREST = Prepared(
    lambda: Deadline.objects.filter(
        ~AnyOf("milestone", "but"), case_id=Given("case"), met_at__isnull=True, cancelled_at__isnull=True
    ).order_by("due_at")[:1]
)


def tier_of(case: Case) -> str:
    """The tier of service that its deadlines follow."""
    return case.customer.tier if case.customer else Customer.Tier.STANDARD


def start_deadlines(
    case: Case, *, tier: str, now: datetime, milestones: Iterable[str] = FROM_THE_START
) -> None:
    """Write the deadlines that the rules give this case, from `now`. One that already runs is left alone."""
    owed = deadlines_owed(case, tier=tier, now=now, milestones=milestones)
    write_deadlines(owed)
    note_nearest(case, owed)


def deadlines_owed(
    case: Case, *, tier: str, now: datetime, milestones: Iterable[str] = FROM_THE_START
) -> list[Deadline]:
    """The deadlines that the rules give this case, from `now`; not written yet, the case may not be either."""
    rules = rules_for(_RULES(kind=case.kind), kind=case.kind, severity=case.severity, tier=tier)
    office = calendar_of(case.node)
    office_hours, all_hours = (
        working_calendar(office, zone=case.node.zone),
        working_calendar(None, zone=case.node.zone),
    )
    rows = []
    for milestone in milestones:
        rule = rules.get(milestone)
        if rule is None:
            continue
        calendar, hours = (None, all_hours) if rule.is_round_the_clock else (office, office_hours)
        due_at = hours.add(now, timedelta(minutes=rule.minutes))
        rows.append(
            Deadline(
                case=case,
                node_id=case.node_id,
                milestone=milestone,
                calendar=calendar,
                started_at=now,
                target_seconds=rule.minutes * 60,
                warn_seconds=rule.warn_minutes * 60,
                pause_cap_seconds=rule.pause_cap_minutes * 60,
                due_at=due_at,
                next_act_at=next_act(due_at=due_at, warn_seconds=rule.warn_minutes * 60, warned=False),
            )
        )
    return rows


def write_deadlines(owed: list[Deadline]) -> None:
    """One that already runs is left alone."""
    for one in owed:
        one.case_id = one.case.pk
    insert_few(owed, known_stay=True)


def note_nearest(case: Case, owed: list[Deadline]) -> None:
    """Set (not save) the nearest of these as the case's next, when it is nearer than what is."""
    nearest = min(owed, key=lambda row: row.due_at, default=None)
    if nearest and (case.next_due_at is None or nearest.due_at < case.next_due_at):
        case.next_due_at, case.next_milestone = nearest.due_at, nearest.milestone


def meet_deadlines(case: Case, milestones: Iterable[Milestone], *, now: datetime) -> None:
    """Mark these milestones met, if still running. Late is late: `due_at` stays for figures."""
    for one in milestones:  # rarely more than one; for a list PostgreSQL would plan anew each time
        _MEET(case=case.pk, milestone=one, now=now)


def cancel_deadlines(case: Case, *, now: datetime) -> None:
    """The case ended: what still runs is no longer owed, but for what an authority waits for (CAS-18)."""
    running = case.deadlines.filter(met_at__isnull=True, cancelled_at__isnull=True)
    running.exclude(milestone=Milestone.AUTHORITY).update(cancelled_at=now, next_act_at=None)


def restart_deadline(case: Case, milestone: Milestone, *, tier: str, now: datetime) -> None:
    """Begin a milestone anew (not solved, reopened): the old clock is replaced."""
    case.deadlines.filter(milestone=milestone).delete()
    start_deadlines(case, tier=tier, now=now, milestones=[milestone])


def end_pause(case: Case, *, now: datetime) -> bool:
    """End the waiting for the customer, if there is one: deadlines run again. The caller saves the case."""
    if not case.is_waiting_for_customer:
        return False
    case.pauses.filter(until_at__isnull=True).update(until_at=now)
    case.is_waiting_for_customer = False
    reckon_pauses(case, now=now)
    return True


def recompute_deadlines(case: Case, *, tier: str, now: datetime) -> None:
    """The case became another kind or another severity: what is still owed follows the rules of that.

    Clocks keep their start, so a stricter rule can be missed at once. What was met stays met.
    """
    rules = rules_for(
        DeadlineRule.objects.filter(is_active=True).filter(Q(kind=case.kind) | Q(kind="")),
        kind=case.kind,
        severity=case.severity,
        tier=tier,
    )
    owed = milestones_owed(state=case.state, is_open=case.is_open, is_answered=case.answered_at is not None)
    office = calendar_of(case.node)
    pauses = tuple(
        Standstill(since=one.from_at, until=one.until_at) for one in Pause.objects.filter(case=case)
    )
    existing = {one.milestone: one for one in case.deadlines.all()}
    for milestone in owed:
        rule, deadline = rules.get(milestone), existing.get(milestone)
        if deadline and deadline.met_at:
            continue
        if rule is None:
            if deadline:
                deadline.cancelled_at, deadline.next_act_at = now, None
                deadline.save(update_fields=["cancelled_at", "next_act_at"])
            continue
        if deadline is None:
            started_at = (case.resolved_at or now) if milestone == Milestone.CALL_BACK else case.opened_at
            deadline = Deadline(case=case, node_id=case.node_id, milestone=milestone, started_at=started_at)
        deadline.calendar = None if rule.is_round_the_clock else office
        deadline.target_seconds = rule.minutes * 60
        deadline.warn_seconds = rule.warn_minutes * 60
        deadline.pause_cap_seconds = rule.pause_cap_minutes * 60
        forget_missed(deadline)
        deadline.cancelled_at = deadline.warned_at = None
        deadline.due_at = clock_of(deadline, pauses, zone=case.node.zone).due_at()
        deadline.next_act_at = next_act(
            due_at=deadline.due_at, warn_seconds=deadline.warn_seconds, warned=False
        )
        deadline.save()


def reckon_pauses(case: Case, *, now: datetime) -> None:
    """Move every running deadline by the case's pauses, up to each one's cap (CAS-4).

    What was missed before stays missed and its ladder goes on; an open pause learns when it ends by itself.
    """
    stored = list(Pause.objects.filter(case=case))
    pauses = tuple(Standstill(since=one.from_at, until=one.until_at) for one in stored)
    running = case.deadlines.filter(met_at__isnull=True, cancelled_at__isnull=True).select_related("calendar")
    capped_at = None
    for deadline in running.prefetch_related("calendar__exceptions"):
        clock = clock_of(deadline, pauses, zone=case.node.zone)
        deadline.due_at = clock.due_at()
        if end := clock.capped_at():
            capped_at = max(capped_at or end, end)
        if deadline.missed_at is None or deadline.due_at > now:
            forget_missed(deadline)
            warn_at = deadline.due_at - timedelta(seconds=deadline.warn_seconds)
            if warn_at > now:
                deadline.warned_at = None
            deadline.next_act_at = next_act(
                due_at=deadline.due_at,
                warn_seconds=deadline.warn_seconds,
                warned=deadline.warned_at is not None,
            )
        deadline.save()
    case.pauses.filter(until_at__isnull=True).update(cap_ends_at=capped_at)


def forget_missed(deadline: Deadline) -> None:
    """Set (not save) a deadline as not missed; should it be missed again, everybody hears again."""
    if deadline.missed_at is not None:
        deadline.missed_at, deadline.escalation_level = None, 0
        deadline.escalations.all().delete()


def clock_of(deadline: Deadline, pauses: tuple[Standstill, ...], *, zone: str) -> Clock:
    """The deadline as arithmetic."""
    calendar: Calendar | None = deadline.calendar
    return Clock(
        calendar=working_calendar(calendar, zone=zone),
        started_at=deadline.started_at,
        target=timedelta(seconds=deadline.target_seconds),
        pauses=pauses,
        cap=timedelta(seconds=deadline.pause_cap_seconds),
    )


def refresh_next_due(case: Case, *, but: Iterable[Milestone] = ()) -> None:
    """Set (not save) the nearest deadline that still runs: what lists sort by and people see as time left.

    `but` are milestones that are about to be met.
    """
    nearest = _NEAREST.first(case=case.pk, but=list(but)) if case.is_open else None
    case.next_due_at = nearest.due_at if nearest else None
    case.next_milestone = nearest.milestone if nearest else ""
