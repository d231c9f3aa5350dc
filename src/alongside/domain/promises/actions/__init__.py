"""Every write to promises."""

from alongside.domain.promises.actions.keeping import break_promise, keep_promise, report_not_kept
from alongside.domain.promises.actions.making import give_promise, make_promise
from alongside.domain.promises.actions.renegotiating import (
    answer_renegotiation,
    ask_to_renegotiate,
    take_back_renegotiation,
)

__all__ = [
    "answer_renegotiation",
    "ask_to_renegotiate",
    "break_promise",
    "give_promise",
    "keep_promise",
    "make_promise",
    "report_not_kept",
    "take_back_renegotiation",
]
