"""Pure decisions about promises: until when, what can be said, when to remind."""

from alongside.domain.promises.rules.days import FURTHEST, LATE_WORD, check_day, end_of, remind_at
from alongside.domain.promises.rules.words import CHANNELS, ORIGINS, check_channel, check_origin, check_words

__all__ = [
    "CHANNELS",
    "FURTHEST",
    "LATE_WORD",
    "ORIGINS",
    "check_channel",
    "check_day",
    "check_origin",
    "check_words",
    "end_of",
    "remind_at",
]
