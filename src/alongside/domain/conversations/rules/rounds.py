"""How often a mailbox is read, and how much at once (CHN-2). Plain data and pure."""

from __future__ import annotations

from datetime import timedelta

BETWEEN = timedelta(seconds=15)  # two rounds that went well; the timetable asks every 20 seconds
LONGEST = timedelta(minutes=15)  # between two that failed
TOLD_AFTER = 5  # rounds in a row that failed, about ten minutes: then the administrator hears
MAILS_AT_ONCE = 50  # a round; when more lie there, the next one comes at once
LOOK_BACK = 100  # numbers below the last one that are looked at again
LARGEST = 40 * 1024 * 1024  # bytes of a mail that are fetched; of a larger one only its head
MOST_AN_HOUR = 30  # from one sender to one mailbox; what is more is kept, and wakes nobody


def wait_after_failures(tries: int) -> timedelta:
    return min(BETWEEN * 2**tries, LONGEST)
