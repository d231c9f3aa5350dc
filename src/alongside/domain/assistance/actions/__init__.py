from alongside.domain.assistance.actions.drafting import draft_reply, summarise
from alongside.domain.assistance.actions.gathering import gather_issues, gather_node
from alongside.domain.assistance.actions.leading import (
    answer_issue,
    group_issue,
    join_issue,
    set_issue_aside,
)
from alongside.domain.assistance.actions.training import train_models, train_when_worth_it

__all__ = [
    "answer_issue",
    "draft_reply",
    "gather_issues",
    "gather_node",
    "group_issue",
    "join_issue",
    "set_issue_aside",
    "summarise",
    "train_models",
    "train_when_worth_it",
]
