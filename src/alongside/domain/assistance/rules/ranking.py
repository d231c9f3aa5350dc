"""Issues with their heat, hottest first: what a reader is shown of gathered messages (CHN-11). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alongside.domain.assistance.rules.gathering import Piece, Weighed, middle_of
from alongside.domain.assistance.rules.heat import Heat, heat_of
from alongside.domain.assistance.rules.places import most_named, name_of

HOT_ALONE = 20  # approvals less objections by which one message alone is an issue


@dataclass(frozen=True)
class HotIssue:
    """One issue: which messages, how hot, from when to when, where, and the message that says it best."""

    members: tuple[int, ...]  # in the order in which they came
    heat: Heat
    first: datetime
    last: datetime
    place: str
    middle: int


def rank(
    groups: Sequence[Sequence[int]], messages: Sequence[Piece], weighed: Sequence[Weighed], *, least: int = 2
) -> list[HotIssue]:
    """The issues of at least so many messages, and those that many approved of."""
    found = []
    for group in groups:
        some = [messages[one] for one in group]
        agreed = sum(one.approvals - one.objections for one in some)
        if len(group) < least and agreed < HOT_ALONE:
            continue
        heat = heat_of(
            [one.at for one in some],
            [one.who for one in some],
            approvals=sum(one.approvals for one in some),
            objections=sum(one.objections for one in some),
        )
        found.append(
            HotIssue(
                members=tuple(sorted(group, key=lambda one: (messages[one].at, one))),
                heat=heat,
                first=min(one.at for one in some),
                last=max(one.at for one in some),
                place=place_of(group, messages, weighed),
                middle=middle_of(group, weighed, messages),
            )
        )
    return sorted(found, key=lambda one: (-one.heat.heat, one.first, one.members))


def place_of(group: Sequence[int], messages: Sequence[Piece], weighed: Sequence[Weighed]) -> str:
    """The place that most of them name, as they write it; empty when hardly any does."""
    named = [one for one in most_named(weighed[one].places for one in group) if ":" not in one[0]]
    if not named or named[0][1] * 4 < len(group):
        return ""
    texts = [messages[one].title for one in group] + [messages[one].words for one in group]
    return name_of(named[0][0], texts)
