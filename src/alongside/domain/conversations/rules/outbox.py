"""In which lane something leaves, when it is tried again, and when we stop (CHN-7). Pure."""

from __future__ import annotations

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
FIRST_ACCOUNT_WAIT = timedelta(seconds=15)
LONGEST_ACCOUNT_WAIT = timedelta(minutes=5)
MOST_TRIES = 16  # about nine hours
MOST_REFUSALS = (
    9  # the server says for good that this mail cannot be: two hours, should it be its own mistake
)


def wait_before_next(tries: int, *, is_final: bool) -> timedelta | None:
    """How long to wait after that many tries; None to park. `is_final`: the server refused for good (5xx)."""
    if tries >= (MOST_REFUSALS if is_final else MOST_TRIES):
        return None
    return min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)


def queue_of(channel: str) -> str:
    """Each channel waits in a queue of its own, so that none delays another."""
    return "mails" if channel == "email" else f"{channel}_out"


def wait_of_account(failures: int) -> timedelta:
    """How long an account that does not work is left alone after so many failures: 15 s, 30 s … five minutes."""
    return min(FIRST_ACCOUNT_WAIT * 2 ** (min(failures, 12) - 1), LONGEST_ACCOUNT_WAIT)
