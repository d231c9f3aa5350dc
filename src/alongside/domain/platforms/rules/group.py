"""What a group can be told of, and which facts that is. Pure."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import pgettext_lazy

from alongside.domain.assistance.events import ISSUE_RAISED
from alongside.domain.cases.events import DEADLINE_ESCALATED, MAJOR_DECLARED, MAJOR_LOG_LATE
from alongside.domain.conversations.events import DELIVERY_PARKED, MAILBOX_FAILING
from alongside.domain.platforms.events import CARD_PARKED, PLATFORM_FAILING
from alongside.kernel.events import Event

BETWEEN = timedelta(seconds=4)  # two messages of one robot: fifteen a minute, of the twenty that it may
OLD = timedelta(days=1)  # what a robot that was away so long did not say, it does not say any more
AT_ONCE = 15

NEWS: dict[str, tuple[Event, ...]] = {
    "major": (MAJOR_DECLARED, MAJOR_LOG_LATE),
    "hot_issue": (ISSUE_RAISED,),
    "escalated": (DEADLINE_ESCALATED,),
    "trouble": (DELIVERY_PARKED, MAILBOX_FAILING, CARD_PARKED, PLATFORM_FAILING),
}
LABELS = {
    "major": pgettext_lazy("robot", "Major complaints"),
    "hot_issue": pgettext_lazy("robot", "Hot issues"),
    "escalated": pgettext_lazy("robot", "Missed deadlines that climb"),
    "trouble": pgettext_lazy("robot", "Messages that do not go out, mailboxes and platforms that fail"),
}


def news_of(kind: str) -> str:
    """The code under which a fact of that kind is told."""
    return next(code for code, events in NEWS.items() if kind in {event.kind for event in events})
