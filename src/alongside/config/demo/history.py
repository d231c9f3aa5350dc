"""A year of cases in bulk, told by `stories`: for the demo company and, by the hundred thousand, for the benchmark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from alongside.config.demo.stories import Story, story
from alongside.domain.cases.imports.loading import LoadedCase, LoadedDeadline, LoadedMessage
from alongside.domain.cases.models import Milestone
from alongside.domain.organisation.models import Node

TARGET_HOURS = {1: 24, 2: 36, 3: 72, 4: 120}
OPEN_WHEN_YOUNGER_THAN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Home:
    """Somebody at home somewhere: what a case needs to know of them."""

    node: Node
    estate_id: int | None
    unit_id: int | None
    label: str
    customer_id: int
    called: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Ids by code, read once."""

    categories: dict[str, int]
    locations: dict[str, int]


def tell_history(
    homes: Sequence[Home],
    agents: Mapping[int, Sequence[int]],
    catalogue: Catalogue,
    *,
    count: int,
    since: datetime,
    until: datetime,
    seed: int,
    key: str,
    stale_share: float = 0.15,
) -> Iterator[LoadedCase]:
    """`count` cases spread over the time, oldest first. `agents` are the staff ids of each node id.

    Half of the last days' cases are still open, and `stale_share` of the older ones. The same arguments tell the
    same cases; `key` begins their source keys.
    """
    chance = Random(seed)
    span = (until - since).total_seconds()
    for number, second in enumerate(sorted(chance.randrange(int(span)) for _ in range(count))):
        home = chance.choice(homes)
        opened_at = since + timedelta(seconds=second)
        is_young = until - opened_at < OPEN_WHEN_YOUNGER_THAN
        told = story(
            chance, place=home.label, called=home.called, building=home.label.split("栋")[0] + "栋",
            open_share=0.5 if is_young else stale_share,
        )  # fmt: skip
        yield _as_case(
            told,
            home,
            opened_at,
            until,
            f"{key}:{number}",
            chance.choice(agents[home.node.pk]),
            catalogue,
            chance,
        )


def _as_case(
    told: Story,
    home: Home,
    opened_at: datetime,
    until: datetime,
    key: str,
    owner_id: int,
    catalogue: Catalogue,
    chance: Random,
) -> LoadedCase:
    ended_at = opened_at + told.takes if told.takes else None
    if ended_at and ended_at >= until:
        ended_at = None if until - opened_at < OPEN_WHEN_YOUNGER_THAN else until - (until - opened_at) * 0.3
    answered_at: datetime | None = opened_at + told.answered_after
    if ended_at:
        answered_at = min(opened_at + told.answered_after, ended_at)
    elif opened_at + told.answered_after >= until:
        answered_at = None
    lasts = (ended_at or until) - opened_at
    is_long = told.kind in {"complaint", "dispute"}
    state = (
        "closed"
        if ended_at
        else "received"
        if answered_at is None
        else "investigating"
        if is_long
        else "handling"
    )
    due_at = opened_at + timedelta(hours=TARGET_HOURS[told.severity])
    return LoadedCase(
        source_key=key,
        node=home.node,
        kind=told.kind,
        channel=told.channel,
        title=told.title,
        words=told.words,
        opened_at=opened_at,
        state=state,
        category_id=catalogue.categories.get(told.category),
        severity=told.severity,
        customer_id=home.customer_id,
        unit_id=home.unit_id,
        estate_id=home.estate_id,
        location_id=catalogue.locations.get(told.location),
        owner_id=owner_id,
        acknowledged_at=answered_at,
        answered_at=answered_at,
        resolved_at=ended_at,
        closed_at=ended_at,
        outcome="confirmed" if ended_at else "",
        outcome_words=told.done if ended_at else "",
        rating=told.rating if ended_at else None,
        rating_words=told.rating_words if ended_at else "",
        reopened_count=int(told.is_reopened and ended_at is not None),
        deadlines=[
            LoadedDeadline(Milestone.ANSWER, opened_at + timedelta(hours=4), answered_at),
            LoadedDeadline(Milestone.RESOLVE, due_at, ended_at),
        ],
        messages=[
            LoadedMessage(
                {"us": "out", "note": "internal", "customer": "in"}[one.who],
                one.words,
                opened_at + lasts * one.share,
                None if one.who == "customer" else owner_id,
                told.channel,
            )
            for one in told.said
            if ended_at or one.share < 0.6
        ],
    )
