"""Every write to work: tasks between departments, notices to single people, stuck jobs."""

from alongside.domain.work.actions.jobs import retry_job
from alongside.domain.work.actions.notices import (
    notice_for,
    notify,
    notify_many,
    read_all_notices,
    read_notice,
)
from alongside.domain.work.actions.tasks import (
    accept_task,
    ask_department,
    ask_task,
    ask_task_again,
    check_asking_again,
    finish_task,
    fulfil_task,
    note_task,
    return_task,
    withdraw_task,
)

__all__ = [
    "accept_task",
    "ask_department",
    "ask_task",
    "ask_task_again",
    "check_asking_again",
    "finish_task",
    "fulfil_task",
    "note_task",
    "notice_for",
    "notify",
    "notify_many",
    "read_all_notices",
    "read_notice",
    "retry_job",
    "return_task",
    "withdraw_task",
]
