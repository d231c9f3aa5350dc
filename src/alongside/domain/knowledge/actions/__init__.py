"""Every write to what the house knows: written, approved, used, missing (CHN-9)."""

from alongside.domain.knowledge.actions.approving import (
    retire_article,
    review_article,
    submit_article,
    take_back_article,
)
from alongside.domain.knowledge.actions.attaching import bring_file
from alongside.domain.knowledge.actions.consulting import (
    answer_question,
    ask_question,
    judge_answer,
    write_down_answer,
)
from alongside.domain.knowledge.actions.counting import note_shown, note_used, say_helpful
from alongside.domain.knowledge.actions.gathering import dismiss_gap, note_gap, request_article
from alongside.domain.knowledge.actions.keeping_topics import add_question_topic, change_question_topic
from alongside.domain.knowledge.actions.writing import (
    change_card,
    discard_draft,
    revise_article,
    write_article,
)

__all__ = [
    "add_question_topic",
    "change_question_topic",
    "answer_question",
    "bring_file",
    "ask_question",
    "judge_answer",
    "write_down_answer",
    "change_card",
    "discard_draft",
    "dismiss_gap",
    "note_gap",
    "note_shown",
    "note_used",
    "request_article",
    "retire_article",
    "review_article",
    "revise_article",
    "say_helpful",
    "submit_article",
    "take_back_article",
    "write_article",
]
