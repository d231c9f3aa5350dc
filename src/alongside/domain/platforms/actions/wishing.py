"""What somebody wants on their platform, and an administrator's new start for what was parked."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from alongside.domain.organisation.models import StaffMember
from alongside.domain.organisation.permissions import MANAGE_SYSTEM
from alongside.domain.platforms.actions.writing import enqueue
from alongside.domain.platforms.models import Card, CardWish
from alongside.kernel.actor import Actor
from alongside.kernel.refusals import NotAllowed, Refused


@transaction.atomic
def wish_for_cards(
    staff: StaffMember,
    *,
    wanted: str,
    by: Actor,
    now: datetime,
    quiet_from: time | None = None,
    quiet_until: time | None = None,
) -> CardWish:
    """Only one's own. Without both times there are no quiet hours; urgent notices come at any hour."""
    if by.kind != "staff" or by.id != staff.pk:
        raise NotAllowed(_("Everybody chooses for themself."))
    if wanted not in CardWish.Wanted.values:
        raise Refused(_("This choice does not exist."), field="wanted")
    if (quiet_from is None) != (quiet_until is None):
        raise Refused(_("Quiet hours have a beginning and an end."), field="quiet_until")
    wish, _made = CardWish.objects.update_or_create(
        staff=staff, defaults={"wanted": wanted, "quiet_from": quiet_from, "quiet_until": quiet_until}
    )
    return wish


@transaction.atomic
def retry_cards(platform: str, *, by: Actor, now: datetime) -> int:
    """All that lie parked on a platform begin anew, after what was wrong is mended; how many."""
    by.require(MANAGE_SYSTEM)
    begun = Card.objects.filter(platform=platform, state=Card.State.PARKED).update(
        state=Card.State.QUEUED, tries=0, next_try_at=now, last_error=""
    )
    if begun:
        enqueue(platform)
    return begun
