"""Cards go out platform by platform: one sender at a time, within what each allows, many receivers in one call.

At least once, and known again by the platform should it have come before. What concerns the platform as a whole (it is
away, has enough, or lets our app not in) costs no card a try: all wait, and the administrators hear of it once.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import pgettext

from alongside.domain.cases.models import Case
from alongside.domain.organisation.models import OutsideIdentity, StaffMember
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.organisation.queries import staff_holding
from alongside.domain.platforms import events
from alongside.domain.platforms.actions.speaking import platform_of
from alongside.domain.platforms.actions.writing import enqueue
from alongside.domain.platforms.models import Card, CardWish, News, PlatformState
from alongside.domain.platforms.queries import configured_platforms
from alongside.domain.platforms.rules import notices, wording
from alongside.domain.platforms.rules.timing import (
    MOST_REFUSALS,
    TOLD_AFTER,
    quiet_ends,
    wait_after_failures,
)
from alongside.domain.work.actions import notice_for, notify_many
from alongside.kernel import journal
from alongside.kernel.actor import SYSTEM
from alongside.kernel.staff_platform import Card as PlatformCard
from alongside.kernel.staff_platform import PlatformError, Sent, StaffPlatform

LOOKED_AT = 300  # cards that one call looks at, where it takes fewer receivers
FOLDED_FROM = 5  # so many for one person at the same time are told as one
MINUTE = timedelta(minutes=1)
KEPT = timedelta(days=60)

log = logging.getLogger(__name__)


@dataclass
class Batch:
    """Cards with the same words in one language, and what their readers are called there."""

    cards: list[Card]
    receivers: list[str]
    language: str


def carry_cards(platform: str, *, now: datetime) -> int:
    """Send what is due on one platform; how many cards arrived. Nothing while it is paused or somebody else is at it."""
    speaker = platform_of(platform, now=now)
    if speaker is None or not speaker.can_send:
        return 0
    PlatformState.objects.bulk_create([PlatformState(platform=platform)], ignore_conflicts=True)
    arrived = 0
    with speaker:
        while (count := _carry_some(speaker, now=now)) is not None:
            arrived += count
    return arrived


@transaction.atomic
def _carry_some(speaker: StaffPlatform, *, now: datetime) -> int | None:
    """One call; None when there is nothing (more) to do now."""
    state = (
        PlatformState.objects.select_for_update(skip_locked=True)
        .filter(platform=speaker.code)
        .exclude(paused_until__gt=now)
        .first()
    )
    if state is None:
        return None
    minute = int(now.timestamp()) // 60
    if state.minute != minute:
        state.minute, state.calls = minute, 0
    if state.calls >= speaker.calls_a_minute:
        return None
    due = _due(speaker, now=now)
    if not due:
        return None
    batch = _batch(speaker, due)
    state.calls += 1
    try:
        sent = speaker.send_card(batch.receivers, _drawn(batch))
    except PlatformError as error:
        _failed(state, batch, error, now=now)
        return 0 if error.kind == "refused" else None
    state.tries, state.failing_since, state.paused_until, state.last_error = 0, None, None, ""
    state.sent_at = now
    state.save()
    return _arrived(batch, sent, now=now)


def _due(speaker: StaffPlatform, *, now: datetime) -> dict[Card, str]:
    """The cards that go now, urgent ones first, and their readers there. The others are put aside for good or a while."""
    cards = list(
        Card.objects.select_for_update(of=("self",))
        .filter(platform=speaker.code, state=Card.State.QUEUED, next_try_at__lte=now)
        .select_related("news", "staff", "notice")
        .order_by("-news__is_urgent", "pk")[: max(LOOKED_AT, speaker.at_once)]
    )
    people = {card.staff_id for card in cards}
    identities = OutsideIdentity.objects.filter(provider=speaker.code, staff__in=people)
    ids = dict(identities.values_list("staff_id", "subject"))
    wishes = {one.staff_id: one for one in CardWish.objects.filter(staff__in=people)}
    had = Counter(
        Card.objects.filter(
            platform=speaker.code, staff__in=people, state=Card.State.SENT, sent_at__gt=now - MINUTE
        ).values_list("staff_id", flat=True)
    )
    found: dict[Card, str] = {}
    folding: dict[StaffMember, list[Card]] = defaultdict(list)
    for card in cards:
        company, _slash, member = ids.get(card.staff_id, "").rpartition("/")
        wish = wishes.get(card.staff_id) or CardWish(staff=card.staff)
        ends = quiet_ends(timezone.localtime(now), wish.quiet_from, wish.quiet_until)
        if company != speaker.company or not _is_wanted(card, wish):
            _put(card, Card.State.LEFT)
        elif ends is not None and not card.news.is_urgent:
            _put_off(card, ends)
        elif had[card.staff_id] >= speaker.cards_a_minute:
            _put_off(card, now + MINUTE)
        else:
            had[card.staff_id] += 1
            found[card] = member
            if not card.news.is_urgent and card.notice_id:
                folding[card.staff].append(card)
    _fold(folding, found, now=now)
    return found


def _is_wanted(card: Card, wish: CardWish) -> bool:
    """Asked again when it goes: the desk may have told them meanwhile, and wishes change."""
    if card.notice is not None and card.notice.read_at is not None:
        return False
    return wish.wanted == CardWish.Wanted.ALL or (
        wish.wanted == CardWish.Wanted.URGENT and card.news.is_urgent
    )


def _fold(folding: dict[StaffMember, list[Card]], found: dict[Card, str], *, now: datetime) -> None:
    """Many at once for one person (the morning after quiet hours, a platform that was away) become one card."""
    for staff, cards in folding.items():
        if len(cards) < FOLDED_FROM:
            continue
        news = News.objects.create(kind=notices.SEVERAL.kind, facts={"n": len(cards)}, at=now)
        one = Card.objects.create(news=news, staff=staff, platform=cards[0].platform, next_try_at=now)
        found[one] = found[cards[0]]
        for card in cards:
            _put(card, Card.State.FOLDED)
            del found[card]


def _batch(speaker: StaffPlatform, due: dict[Card, str]) -> Batch:
    """The first card and as many as may go with it. One that was refused once goes alone: it is known then who it was."""
    first = next(iter(due))
    same = [
        card
        for card in due
        if card is first
        or (
            card.news_id == first.news_id
            and card.staff.language == first.staff.language
            and not card.tries
            and not first.tries
        )
    ][: speaker.at_once]
    return Batch(same, [due[card] for card in same], first.staff.language)


def _drawn(batch: Batch) -> PlatformCard:
    first = batch.cards[0]
    news = first.news
    number = ""
    if news.about_kind == "case":
        number = Case.objects.filter(pk=news.about_id).values_list("number", flat=True).first() or ""
    with translation.override(batch.language):
        title = wording.title_of(news.kind, news.facts)
        return PlatformCard(
            title=wording.urgent(title) if news.is_urgent else title,
            words=wording.words_of(case_number=number, label=news.label, at=timezone.localtime(news.at)),
            url=f"{settings.PUBLIC_URL.rstrip('/')}/desk/notices/told/{news.pk}/",
            button=pgettext("card", "Look"),
            once_key=f"alongside-{first.pk}",
        )


def _arrived(batch: Batch, sent: Sent, *, now: datetime) -> int:
    lost = []
    for card, receiver in zip(batch.cards, batch.receivers, strict=True):
        if receiver in sent.unreachable:
            card.last_error = "unreachable"
            lost.append(card)
        else:
            card.state, card.sent_at, card.last_error = Card.State.SENT, now, ""
            card.external_id = sent.external_id[:200]
            card.save(update_fields=["state", "sent_at", "external_id", "last_error"])
    _park(lost, now=now)
    return len(batch.cards) - len(lost)


def _failed(state: PlatformState, batch: Batch, error: PlatformError, *, now: datetime) -> None:
    """This very card: it is tried again alone, then parked. Else all of them wait for the platform."""
    log.warning("a card on %s was not sent: %s", state.platform, error)
    if error.kind == "refused":
        for card in batch.cards:
            card.tries += 1
            card.last_error = str(error)
            card.next_try_at = now if len(batch.cards) > 1 else now + wait_after_failures(card.tries)
            card.save(update_fields=["tries", "last_error", "next_try_at"])
        _park([card for card in batch.cards if card.tries >= MOST_REFUSALS], now=now)
        state.save()
        return
    state.tries += 1
    state.last_error = str(error)
    state.failing_since = state.failing_since or now
    wait = timedelta(seconds=error.wait) if error.wait else wait_after_failures(state.tries)
    state.paused_until = now + wait
    state.save()
    enqueue(state.platform, at=state.paused_until)
    if state.tries == TOLD_AFTER:
        journal.record(
            events.PLATFORM_FAILING, about=state, by=SYSTEM, at=now, facts={"platform": state.platform}
        )
        _alarm(notices.PLATFORM_FAILING.kind, f"{state.platform}:{state.failing_since:%y%m%d%H%M%S}", now=now)


def _park(cards: list[Card], *, now: datetime) -> None:
    """The administrators hear of it, once a day for each platform; the page names who."""
    for card in cards:
        _put(card, Card.State.PARKED)
        facts = {"platform": card.platform, "staff": card.staff_id}
        journal.record(events.CARD_PARKED, about=card, by=SYSTEM, at=now, facts=facts)
    for platform in {card.platform for card in cards}:
        _alarm(notices.CARD_PARKED.kind, f"{platform}:{now:%y%m%d}", now=now)


def _alarm(kind: str, key: str, *, now: datetime) -> None:
    notify_many(
        notice_for(staff, kind, is_urgent=True, once_key=f"{kind}:{key}", now=now)
        for staff in staff_holding(MANAGE_SYSTEM, node=None, now=now)
    )


def _put(card: Card, state: str) -> None:
    card.state = state
    card.save(update_fields=["state", "last_error"])


def _put_off(card: Card, until: datetime) -> None:
    card.next_try_at = until
    card.save(update_fields=["next_try_at"])


def sweep_cards(*, now: datetime) -> int:
    """Give a job to every platform that has something due and no job; how many."""
    begun = 0
    for platform in configured_platforms():
        state = PlatformState.objects.filter(platform=platform).first()
        is_paused = state is not None and state.paused_until is not None and state.paused_until > now
        if not is_paused and Card.objects.filter(
            platform=platform, state=Card.State.QUEUED, next_try_at__lte=now
        ).exists():  # fmt: skip
            begun += enqueue(platform)
    return begun


def forget_cards(*, now: datetime) -> int:
    """What was told long ago goes, parked or not."""
    return News.objects.filter(at__lt=now - KEPT).delete()[0]
