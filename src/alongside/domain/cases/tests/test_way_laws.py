"""Whatever people do in whatever order, a case stays on its way (CAS-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.domain.cases.actions import closing, handling, resolving
from alongside.domain.cases.actions.waiting import pause_case, resume_case
from alongside.domain.cases.actions.writing import record_attempt, write_as_customer
from alongside.domain.cases.models import Case
from alongside.domain.cases.states import LONG_WAY, OPEN_STATES, SHORT_WAY, way_of
from alongside.kernel.models import JournalEntry
from alongside.kernel.refusals import Refused

pytestmark = pytest.mark.django_db

WITH_WORDS = {
    "propose_solution",
    "decline_proposal",
    "resolve_case",
    "report_not_solved",
    "close_case",
    "reject_case",
    "reopen_case",
}
MOVES = sorted(set(LONG_WAY.moves) | set(SHORT_WAY.moves))
ACTS = {
    name: getattr(chapter, name)
    for chapter in (handling, resolving, closing)
    for name in MOVES
    if hasattr(chapter, name)
}
OTHERS = ["attempt", "reached", "pause", "resume", "write"]


def _act(name, case, people, now):
    if name == "attempt":
        record_attempt(case, channel="phone", result="no_answer", by=people.as_zhao, now=now)
    elif name == "reached":
        record_attempt(case, channel="phone", result="reached", by=people.as_zhao, now=now)
    elif name == "pause":
        pause_case(case, reason="等照片", by=people.as_zhao, now=now)
    elif name == "resume":
        resume_case(case, by=people.as_zhao, now=now)
    elif name == "write":
        write_as_customer(case, words="在吗", by=people.as_zhou, now=now)
    elif name == "resolve_with_group":
        resolving.resolved(case, move=name, words="说明", by=people.as_zhao, now=now)
    else:
        words = {"words": "说明"} if name in WITH_WORDS or name == "confirm_case" else {}
        ACTS[name](case, by=people.as_zhao, now=now, **words)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    kind=st.sampled_from(["complaint", "enquiry"]),
    acts=st.lists(st.sampled_from(MOVES + OTHERS), max_size=25),
)
def test_no_sequence_leaves_the_table_or_closes_without_the_customer(a_case, people, now, kind, acts):
    given_category = {} if kind == "complaint" else {"category": None}
    case = a_case(kind=kind, **given_category)
    way, unreached = way_of(kind), 0
    for step, name in enumerate(acts):
        now = now + timedelta(minutes=7)
        before = Case.objects.get(pk=case.pk)
        try:
            _act(name, case, people, now)
            refused = False
        except Refused:
            refused = True
        after = Case.objects.get(pk=case.pk)
        if refused:
            assert (after.state, after.version) == (before.state, before.version), (step, name)
            continue
        unreached += name == "attempt"
        if name == "resolve_case":
            unreached = 0
        if name in way.moves:
            expected = "closed" if name == "confirm_case" else way.moves[name].target
            assert before.state in way.moves[name].sources
            assert after.state == expected
        else:
            assert after.state == before.state
        if after.state == "closed" and before.state != "closed":
            assert name == "confirm_case" or unreached >= 3
        assert after.is_open == (after.state in OPEN_STATES)
        assert after.version > before.version
        running = after.deadlines.filter(met_at__isnull=True, cancelled_at__isnull=True)
        nearest = running.order_by("due_at").first()
        assert after.next_due_at == (nearest.due_at if nearest else None)
        assert after.is_open or not running.exists()
        assert after.is_waiting_for_customer == after.pauses.filter(until_at__isnull=True).exists()
    facts = JournalEntry.objects.filter(about_kind="case", about_id=case.pk)
    assert facts.count() >= 1
