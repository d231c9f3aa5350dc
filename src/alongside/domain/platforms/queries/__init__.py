"""Which platforms there are, and what people wish of them."""

from __future__ import annotations

from django.conf import settings

from alongside.domain.organisation.models import StaffMember
from alongside.domain.platforms.models import CardWish, PlatformName


def configured_platforms() -> tuple[str, ...]:
    """The codes of those that the company has set up. Asks nobody."""
    return tuple(code for code in PlatformName.values if code in settings.SIGN_IN_ELSEWHERE)


def wish_of(staff: StaffMember) -> CardWish:
    """What they chose, or what holds for who chose nothing; unsaved then."""
    return CardWish.objects.filter(staff=staff).first() or CardWish(staff=staff)
