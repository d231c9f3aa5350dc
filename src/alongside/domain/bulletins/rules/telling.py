"""What a bulletin must say before it may go out to everybody (JRN-6, QLT-7). Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.kernel.refusals import Refused

# Who waits for a home or owns one; tenants and family hear from them.
AUDIENCE_ROLES = ("buyer", "owner", "co_owner")
# In the order in which a building grows.
MILESTONES: tuple[tuple[str, Any], ...] = (
    ("foundation", pgettext_lazy("milestone", "Foundation")),
    ("structure", pgettext_lazy("milestone", "Structure")),
    ("topped_out", pgettext_lazy("milestone", "Topped out")),
    ("facade", pgettext_lazy("milestone", "Facade")),
    ("fitting_out", pgettext_lazy("milestone", "Services and fitting out")),
    ("grounds", pgettext_lazy("milestone", "Grounds")),
    ("acceptance", pgettext_lazy("milestone", "Acceptance")),
    ("ready", pgettext_lazy("milestone", "Ready to hand over")),
)
TOPICS: tuple[tuple[str, Any], ...] = (
    ("design", pgettext_lazy("change", "Design change")),
    ("delivery", pgettext_lazy("change", "Delivery date")),
    ("facility", pgettext_lazy("change", "Facilities and surroundings")),
    ("other", pgettext_lazy("change", "Something else")),
)
MOST_PHOTOS = 12
MOST_CHARACTERS = 4_000
TITLE_CHARACTERS = 80
LONGEST_WAIT = timedelta(days=366)
OLDEST = timedelta(days=366 * 5)


class Draft(Protocol):
    """A bulletin as far as these rules look at it."""

    kind: str
    title: str
    words: str
    why: str
    meaning: str
    topic: str
    percent: int | None
    milestone: str
    as_of_on: date
    acknowledge_by_on: date | None


def check_draft(draft: Draft, *, today: date) -> None:
    """What may not even be kept: no title, a percentage that is none, a day that cannot be meant."""
    if not draft.title:
        raise Refused(_("Give it a title; readers see it first."), field="title")
    if len(draft.title) > TITLE_CHARACTERS:
        raise Refused(_("At most %(n)s characters.") % {"n": TITLE_CHARACTERS}, field="title")
    for name in ("words", "why", "meaning"):
        if len(getattr(draft, name)) > MOST_CHARACTERS:
            raise Refused(_("At most %(n)s characters.") % {"n": MOST_CHARACTERS}, field=name)
    if draft.percent is not None and not 0 <= draft.percent <= 100:
        raise Refused(_("A percentage lies between 0 and 100."), field="percent")
    if draft.milestone and draft.milestone not in dict(MILESTONES):
        raise Refused(_("Construction has no such milestone."), field="milestone")
    if draft.topic and draft.topic not in dict(TOPICS):
        raise Refused(_("Say what changes."), field="topic")
    if not today - OLDEST <= draft.as_of_on <= today:
        raise Refused(_("The day that it describes lies in the future or too far back."), field="as_of_on")


def check_can_go_out(draft: Draft, *, today: date) -> None:
    """What is missing before everybody may read it."""
    check_draft(draft, today=today)
    if not draft.words:
        raise Refused(_("Nothing is written in it yet."), field="words")
    if draft.kind != "change":
        return
    if not draft.topic:
        raise Refused(_("Say what changes."), field="topic")
    if not draft.why:
        raise Refused(_("Say why it changes; buyers ask that first."), field="why")
    if not draft.meaning:
        raise Refused(_("Say what it means for the reader."), field="meaning")
    if draft.acknowledge_by_on is None:
        raise Refused(_("Say by when they should acknowledge it."), field="acknowledge_by_on")
    if not today < draft.acknowledge_by_on <= today + LONGEST_WAIT:
        raise Refused(
            _("The day for acknowledging lies after today and within a year."), field="acknowledge_by_on"
        )
