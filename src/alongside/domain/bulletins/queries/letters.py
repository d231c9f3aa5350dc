"""What the letters of a bulletin say, read from its rows."""

from __future__ import annotations

from django.conf import settings

from alongside.domain.bulletins.models import Bulletin, SendingRound
from alongside.domain.bulletins.rules import letters
from alongside.domain.conversations.rules.letter import Letter

WRITERS = {
    SendingRound.Kind.REMINDER: letters.reminder,
    SendingRound.Kind.WITHDRAWAL: letters.withdrawal,
}


def letter_of(
    bulletin: Bulletin, *, called: str, homes: str, kind: str = SendingRound.Kind.TELLING
) -> Letter:
    """To one reader, about their homes; in the language that is set."""
    telling = letters.Telling(
        called=called,
        homes=homes,
        title=bulletin.title,
        words=bulletin.words,
        url=f"{settings.PUBLIC_URL.rstrip('/')}/portal/bulletins/{bulletin.pk}/",
        stands=bulletin.stands,
        as_of_on=bulletin.as_of_on,
        why=bulletin.withdrawn_because if kind == SendingRound.Kind.WITHDRAWAL else bulletin.why,
        meaning=bulletin.meaning,
        acknowledge_by_on=bulletin.acknowledge_by_on,
        is_correction=bulletin.replaces_id is not None,
    )
    usual = letters.notice_of_change if bulletin.is_change else letters.progress_report
    return WRITERS.get(SendingRound.Kind(kind), usual)(telling)
