"""What is on an agent's table, due first (CAS-16): each tab one query over an index of open cases."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from alongside.domain.cases.models import Case, CaseQuerySet, Participant, Transfer
from alongside.domain.cases.permissions import HANDLE_CASE, SEE_CASES, SEE_OWN_CASES
from alongside.domain.cases.queries.listing import listed
from alongside.domain.cases.queries.paging import Page, after_ascending, token_of, values_of
from alongside.domain.cases.states import BEFORE_RESOLVED
from alongside.kernel.actor import Actor, Reach
from alongside.kernel.prepared import Given, Prepared
from alongside.kernel.refusals import Refused

TABS = ("mine", "waiting", "helping", "resolved", "unassigned")
MOST_COUNTED = 1_000
_TO_DO = Q(state__in=sorted(BEFORE_RESOLVED), is_waiting_for_customer=False)
_WAITING = Q(state__in=sorted(BEFORE_RESOLVED), is_waiting_for_customer=True)
_RESOLVED = Q(state__in=["resolved", "confirmed"])


# The tabs of `cases_of` counted in one statement.
_COUNTS = """
    WITH own AS (
        SELECT c.state = ANY(%(before_resolved)s) AS is_to_do, c.is_waiting_for_customer AS waits, c.state
          FROM cases_case c WHERE c.owner_id = %(me)s AND c.is_open AND {seen}
    )
    SELECT (SELECT count(*) FROM own WHERE is_to_do AND NOT waits),
           (SELECT count(*) FROM own WHERE is_to_do AND waits),
           (SELECT count(*) FROM own WHERE state IN ('resolved', 'confirmed')),
           (SELECT count(*) FROM (
                SELECT 1 FROM cases_case c
                 WHERE c.id IN (SELECT case_id FROM cases_participant
                                 WHERE staff_id = %(me)s AND role <> 'owner')
                   AND c.is_open AND c.owner_id IS DISTINCT FROM %(me)s AND {seen} LIMIT %(most)s) helping),
           (SELECT count(*) FROM (
                SELECT 1 FROM cases_case c
                 WHERE c.is_open AND c.owner_id IS NULL AND {handled} AND {seen} LIMIT %(most)s) unassigned),
           (SELECT count(*) FROM cases_transfer t JOIN cases_case c ON c.id = t.case_id
             WHERE t.receiver_id = %(me)s AND t.state = 'offered' AND c.is_open)
"""


def work_of(viewer: Actor, tab: str = "mine", *, limit: int = 50, after: str = "") -> Page[Case]:
    """A page of the viewer's work, nearest deadline first, those without one last. `after` is `Page.next`.

    mine: to be done by oneself · waiting: for the customer · helping: others' cases one was asked into ·
    resolved: waiting for the customer's word · unassigned: nobody's yet, where one handles cases.
    """
    if tab not in TABS:
        raise Refused(_("There is no such list."), field="tab")
    due_at, pk = values_of(after, (datetime, int)) if after else (None, None)
    query = _query(tab, limit, "" if not after else "due" if due_at else "none")
    rows = listed(query(viewer, due=due_at, pk=pk or 0))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows=rows[:limit], next=token_of(last.next_due_at, last.pk) if last else "")


@cache
def _query(tab: str, limit: int, after: str) -> Prepared[Case]:
    """`after`: nothing (the first page), "due" (a row with a deadline), or "none" (one without)."""

    def build(viewer: Actor) -> QuerySet[Case]:
        cases = cases_of(viewer, tab).order_by(F("next_due_at").asc(nulls_last=True), "id")
        if after:
            due = Given("due") if after == "due" else None
            cases = cases.filter(after_ascending("next_due_at", due, Given("pk")))
        return cases.only("pk")[: limit + 1]

    return Prepared(build)


def work_counts(viewer: Actor) -> dict[str, int]:
    """How many cases each tab holds, and `offered`: transfers that wait for the viewer's answer.

    Other people's cases are counted no further than MOST_COUNTED. One query.
    """
    if viewer.kind != "staff":
        return dict.fromkeys([*TABS, "offered"], 0)
    sees, sees_own, handles = (viewer.reach(one) for one in (SEE_CASES, SEE_OWN_CASES, HANDLE_CASE))
    with connection.cursor() as cursor:
        cursor.execute(
            _counts_for(sees, sees_own, handles),
            {
                "me": viewer.id,
                "most": MOST_COUNTED,
                "before_resolved": sorted(BEFORE_RESOLVED),
                "sees": sorted(sees.node_ids),
                "sees_own": sorted(sees_own.node_ids),
                "handles": sorted(handles.node_ids),
            },
        )
        mine, waiting, resolved, helping, unassigned, offered = cursor.fetchone()
    return {
        "mine": mine, "waiting": waiting, "resolved": resolved, "helping": helping, "unassigned": unassigned,
        "offered": offered,
    }  # fmt: skip


def _counts_for(sees: Reach, sees_own: Reach, handles: Reach) -> str:
    """The statement for what somebody reaches, said as in CaseQuerySet.visible_to (ORG-3): no more than they need,
    so that the server keeps one plan for all who reach as much."""
    seen = "c.node_id = ANY(%(sees)s)"
    if sees.everywhere:
        seen = "TRUE"
    elif sees_own:
        own = "" if sees_own.everywhere else "c.node_id = ANY(%(sees_own)s) AND"
        seen = f"""({seen} OR ({own} EXISTS (
            SELECT 1 FROM cases_participant p WHERE p.case_id = c.id AND p.staff_id = %(me)s)))"""
    return _COUNTS.format(seen=seen, handled="TRUE" if handles.everywhere else "c.node_id = ANY(%(handles)s)")


def offered_to(viewer: Actor) -> QuerySet[Transfer]:
    """Transfers that wait for the viewer's answer, oldest first."""
    offered = Transfer.objects.filter(
        receiver_id=viewer.id if viewer.kind == "staff" else None,
        state=Transfer.State.OFFERED,
        case__is_open=True,
    )
    return offered.select_related("case", "sender").order_by("offered_at")


def cases_of(viewer: Actor, tab: str) -> CaseQuerySet:
    """The open cases of one tab, in no order."""
    cases = Case.objects.visible_to(viewer).filter(is_open=True)
    if viewer.kind != "staff":
        return cases.none()
    if tab == "unassigned":
        return viewer.limit(cases.filter(owner__isnull=True), HANDLE_CASE)
    if tab == "helping":
        helping = Participant.objects.filter(staff_id=viewer.id).exclude(role=Participant.Role.OWNER)
        return cases.filter(pk__in=helping.values("case_id")).exclude(owner_id=viewer.id)
    return cases.filter(owner_id=viewer.id).filter(
        {"mine": _TO_DO, "waiting": _WAITING, "resolved": _RESOLVED}[tab]
    )
