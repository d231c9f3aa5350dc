"""How hot an issue is: one number from people, messages, approvals, span and acceleration (CHN-11). Pure.

    heat = (people + 0.3 × further messages of theirs + 1.5 × √(approvals − ½ objections)) × closeness × acceleration

Closeness goes from 1.5 (all on one day) towards 1 (spread over months); acceleration from 1 to 1.5, when the later half
of the span brought everything. People count most: one who writes ten times is no crowd, and a click is less than a word.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = 86_400.0
MOST_DAYS = 60


@dataclass(frozen=True)
class Heat:
    """The number and what it is made of. `acceleration`: share of the later half less that of the earlier, 0 to 1."""

    heat: float
    people: int
    messages: int
    approvals: int
    objections: int
    days: float
    acceleration: float


def heat_of(
    moments: Sequence[datetime], people: Sequence[str], *, approvals: int = 0, objections: int = 0
) -> Heat:
    """Of one issue: when each message came and who wrote it."""
    who, count = len(set(people)), len(moments)
    first, last = min(moments), max(moments)
    days = (last - first).total_seconds() / DAY
    middle = first + (last - first) / 2
    later = sum(one > middle for one in moments)
    acceleration = max(0.0, (2 * later - count) / count) if days >= 1 and count > 2 else 0.0
    agreed = math.sqrt(max(0.0, approvals - objections / 2))
    heat = who + 0.3 * (count - who) + 1.5 * agreed
    heat *= (1 + 0.5 * math.exp(-days / 14)) * (1 + 0.5 * acceleration)
    return Heat(round(heat, 1), who, count, approvals, objections, round(days, 1), round(acceleration, 2))


def by_day(moments: Sequence[datetime]) -> list[tuple[str, int]]:
    """How many came on each day of the span, in the zone of the moments; of a long span only days that had any."""
    count = Counter(one.date() for one in moments)
    first, last = min(count), max(count)
    if (last - first).days <= MOST_DAYS:
        count.update(dict.fromkeys((first + timedelta(days=one) for one in range((last - first).days)), 0))
    return [(day.isoformat(), many) for day, many in sorted(count.items())]
