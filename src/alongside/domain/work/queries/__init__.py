"""What is on somebody's table: tasks, notices, approvals, everything that waits for them; imports on their way."""

from alongside.domain.work.queries.approving import (
    approvals_about,
    approvals_for,
    approvals_seen_by,
    approvals_waiting,
    who_decides,
)
from alongside.domain.work.queries.chains import (
    Chain,
    chain_above,
    chain_at,
    chains_of,
    chains_told,
)
from alongside.domain.work.queries.imports import (
    faults_of,
    faulty_rows,
    file_at_hand,
    recent_imports,
)
from alongside.domain.work.queries.notices import (
    notices_of,
    unread_count,
)
from alongside.domain.work.queries.tasks import (
    OPEN_TASK_STATES,
    asked_people,
    is_asked,
    tasks_about,
    tasks_asked,
    tasks_of,
    tasks_received,
)
from alongside.domain.work.queries.waiting import (
    WaitingPage,
    counting_each,
    first_must_read,
    led_by,
    waiting_counts,
    waiting_counts_seen,
    waiting_for,
)

__all__ = [
    "Chain",
    "OPEN_TASK_STATES",
    "WaitingPage",
    "approvals_about",
    "approvals_for",
    "approvals_seen_by",
    "approvals_waiting",
    "asked_people",
    "chain_above",
    "chain_at",
    "chains_of",
    "chains_told",
    "faults_of",
    "faulty_rows",
    "file_at_hand",
    "first_must_read",
    "is_asked",
    "notices_of",
    "recent_imports",
    "tasks_about",
    "tasks_asked",
    "tasks_of",
    "tasks_received",
    "unread_count",
    "who_decides",
    "counting_each",
    "led_by",
    "waiting_counts",
    "waiting_counts_seen",
    "waiting_for",
]
