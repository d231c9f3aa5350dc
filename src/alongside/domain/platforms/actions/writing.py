"""Cards are written in the transaction of the act that tells somebody something, or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from alongside.domain.organisation.models import OutsideIdentity
from alongside.domain.platforms.models import Card, CardWish, News
from alongside.domain.platforms.queries import configured_platforms
from alongside.domain.platforms.rules.wording import number_in
from alongside.domain.work.hooks import TOLD
from alongside.domain.work.models import Notice
from alongside.kernel.jobs import defer

JOB, QUEUE = "alongside.domain.platforms.jobs.carry_cards", "platforms"


@TOLD.fill
def write_cards(told: Sequence[Any]) -> bool | None:
    """A card for each of those notices whose reader is known on a platform and wants it there; each once (CHN-7)."""
    platforms = configured_platforms()
    if not platforms or not told:
        return None
    bound = list(
        OutsideIdentity.objects.filter(
            provider__in=platforms, staff__in={one.staff_id for one in told}
        ).values_list("staff_id", "provider")
    )
    if not bound:
        return None
    people = {staff_id for staff_id, _provider in bound}
    wishes = dict(CardWish.objects.filter(staff__in=people).values_list("staff_id", "wanted"))
    # As they lie there: who had heard it under the same key before has the older one.
    kept = Notice.objects.filter(staff__in=people, at__in={one.at for one in told}, cards=None).distinct()
    with transaction.atomic():
        return _write(kept, bound, wishes)


def _write(kept: Any, bound: list[tuple[int, str]], wishes: dict[int, str]) -> bool | None:
    news: dict[str, News] = {}
    cards = []
    for notice in kept:
        wanted = wishes.get(notice.staff_id, CardWish.Wanted.ALL)
        if wanted == CardWish.Wanted.NONE or (wanted == CardWish.Wanted.URGENT and not notice.is_urgent):
            continue
        made = _news_of(notice)
        same = json.dumps([made.kind, made.about_kind, made.about_id, made.label, made.facts, made.is_urgent])
        one = news.setdefault(same, made)
        cards += [
            Card(news=one, staff_id=notice.staff_id, notice=notice, platform=platform, next_try_at=notice.at)
            for staff_id, platform in bound
            if staff_id == notice.staff_id
        ]
    if not cards:
        return None
    News.objects.bulk_create(news.values())
    Card.objects.bulk_create(cards, ignore_conflicts=True)
    # Without a lock: it would be the same for every act of the company, and each would wait for the others to commit.
    for platform in {card.platform for card in cards}:
        defer(JOB, queue=QUEUE, platform=platform)
    return True


def enqueue(platform: str, *, at: datetime | None = None) -> bool:
    """Have what is due there sent; False when that waits to be done already."""
    return defer(JOB, queue=QUEUE, at=at, queueing_lock=f"carry_cards:{platform}", platform=platform)


def _news_of(notice: Notice) -> News:
    return News(
        kind=notice.kind,
        about_kind=notice.about_kind,
        about_id=notice.about_id,
        label=number_in(notice.label),
        facts=notice.facts,
        is_urgent=notice.is_urgent,
        at=notice.at,
    )
