"""What is made of a hot issue: a group complaint, an incident with a standing answer, or nothing (CAS-11, CAS-19)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.assistance import events
from alongside.domain.assistance.models import HotIssue
from alongside.domain.assistance.permissions import LEAD_HOT_ISSUE
from alongside.domain.assistance.queries.talks import talks_outside
from alongside.domain.cases.actions.group.answering import ANSWER_CHARACTERS, answer_group
from alongside.domain.cases.actions.group.gathering import gather_under
from alongside.domain.cases.actions.opening import open_case
from alongside.domain.cases.actions.threads import open_case_from_thread
from alongside.domain.cases.models import Case, Category, Kind
from alongside.kernel import concurrency, journal
from alongside.kernel.actor import Actor
from alongside.kernel.events import Event
from alongside.kernel.refusals import Refused

MOST_TALKS = 50  # become cases in one act; the others in the next


@transaction.atomic
def group_issue(
    issue: HotIssue,
    *,
    title: str,
    words: str,
    category: Category,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """One lead complaint for all of them; every open case that one may handle follows it, and every conversation
    that one may answer becomes one that does (CAS-11)."""
    fresh = _lock(issue, by, seen=seen)
    if fresh.lead_case is not None:
        raise Refused(_("There is a lead case for this already."))
    lead = _lead(fresh, kind=Kind.COMPLAINT, title=title, words=words, category=category, by=by, now=now)
    _save(fresh, HotIssue.State.GROUP, lead_case=lead)
    joined = gather_under(lead, _members(fresh, lead, by=by, now=now), by=by, now=now)
    _record(events.ISSUE_GROUPED, fresh, by=by, now=now, lead=lead.pk, cases=len(joined))
    return lead


@transaction.atomic
def answer_issue(
    issue: HotIssue,
    *,
    answer: str,
    title: str = "",
    category: Category | None = None,
    by: Actor,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """A standing answer: the hotline reads it while opening a case here, and everybody whose case follows is told it once,
    whoever joins later too (CAS-19).

    Given again it replaces the one before, and everybody is told the new one.
    """
    fresh = _lock(issue, by, seen=seen)
    answer = answer.strip()
    if not answer or len(answer) > ANSWER_CHARACTERS:
        raise Refused(_("Write what whoever calls is told, in at most 2000 characters."), field="answer")
    is_new = answer != fresh.standing_answer
    lead = fresh.lead_case
    if lead is None:
        kind = category.kind if category else Kind.ENQUIRY
        lead = _lead(fresh, kind=kind, title=title, words=answer, category=category, by=by, now=now)
    _save(fresh, HotIssue.State.INCIDENT, lead_case=lead, standing_answer=answer)
    joined = gather_under(lead, _members(fresh, lead, by=by, now=now), by=by, now=now)
    if is_new:
        answer_group(lead, words=answer, is_standing=True, by=by, now=now)
    _record(events.ISSUE_ANSWERED, fresh, by=by, now=now, lead=lead.pk, cases=len(joined))
    return lead


@transaction.atomic
def join_issue(issue: HotIssue, *, by: Actor, now: datetime, seen: int | None = None) -> int:
    """Cases that came later follow the lead case too, and hear the standing answer. How many."""
    fresh = _lock(issue, by, seen=seen)
    if fresh.lead_case is None:
        raise Refused(_("Make it a group complaint or an incident first."))
    members = _members(fresh, fresh.lead_case, by=by, now=now)
    joined = gather_under(fresh.lead_case, members, by=by, now=now)
    _save(fresh, fresh.state)
    _record(events.ISSUE_JOINED, fresh, by=by, now=now, cases=len(joined))
    return len(joined)


@transaction.atomic
def set_issue_aside(issue: HotIssue, *, by: Actor, now: datetime, seen: int | None = None) -> HotIssue:
    """They have nothing to do with each other; it is not raised again."""
    fresh = _lock(issue, by, seen=seen)
    if fresh.lead_case is not None:
        raise Refused(_("There is a lead case for this already."))
    _save(fresh, HotIssue.State.SET_ASIDE)
    _record(events.ISSUE_SET_ASIDE, fresh, by=by, now=now)
    return fresh


def _lock(issue: HotIssue, by: Actor, *, seen: int | None) -> HotIssue:
    by.require(LEAD_HOT_ISSUE, on=issue)
    return concurrency.lock(issue, seen=seen)


def _lead(
    issue: HotIssue, *, kind: str, title: str, words: str, category: Category | None, by: Actor, now: datetime
) -> Case:
    return open_case(
        node=issue.node,
        kind=kind,
        category=category,
        title=title,
        words=words,
        channel="other",
        estate=issue.estate,
        by_us=True,
        by=by,
        now=now,
    )


def _members(issue: HotIssue, lead: Case, *, by: Actor, now: datetime) -> list[Case]:
    """Open cases on it. Who wrote or rang without becoming one does so now, as the lead case is: nobody is left out."""
    for talk in talks_outside(issue, by)[:MOST_TALKS]:
        case = open_case_from_thread(
            talk,
            node=issue.node,
            title=lead.title,
            kind=lead.kind,
            category=lead.category,
            estate=issue.estate,
            by=by,
            now=now,
        )
        issue.members.filter(conversation=talk.conversation_id).update(conversation=case.conversation_id)
    cases = Case.objects.visible_to(by).filter(conversation__hot_issue_member__issue=issue, is_open=True)
    return list(cases.select_related("node"))


def _save(issue: HotIssue, state: str, **changes: object) -> None:
    for name, value in changes.items():
        setattr(issue, name, value)
    issue.state = state
    issue.version += 1
    issue.save()


def _record(event: Event, issue: HotIssue, *, by: Actor, now: datetime, **facts: object) -> None:
    journal.record(event, about=issue, by=by, at=now, facts=facts, node_path=issue.node.path)
