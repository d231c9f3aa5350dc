"""Whether a purpose may reach a customer over a channel at a moment (CUS-1, CUS-7). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

ASKING = frozenset({"consent", "separate_consent"})
AT_ANY_HOUR = frozenset({"emergency"})
SILENT = frozenset({"email", "portal", "letter"})  # they wait to be opened; nobody is woken

WHY: dict[str, Any] = {
    "contract": _("Needed for the contract, so it goes out without consent."),
    "legal_duty": _("A legal duty, so it goes out without consent."),
    "emergency": _("It protects life and property, so it goes out at any hour."),
    "consent": _("The customer agreed to it."),
    "no_consent": _("The customer has not agreed to this purpose, or has withdrawn."),
    "do_not_disturb": _("The customer does not want to be contacted of our own accord."),
    "channel_refused": _("The customer wants no news over this channel."),
    "other_channel": _("The customer wants to be reached another way."),
    "hours": _("The customer wants to be reached at other hours."),
    "unknown_purpose": _("This purpose is not known."),
    "erased": _("The customer's data was erased."),
}


@dataclass(frozen=True)
class Wishes:
    """How the customer wants to be reached. Blank channel, no hours: as it suits."""

    channel: str = ""
    contact_from: time | None = None
    contact_until: time | None = None
    is_do_not_disturb: bool = False
    refused: frozenset[str] = frozenset()  # channels over which they want no news


@dataclass(frozen=True)
class Permit:
    """The answer with its reason, a key of WHY. With `not_before` it may go out then."""

    allowed: bool
    why: str
    not_before: datetime | None = None

    @property
    def words(self) -> Any:
        return WHY[self.why]


def permit(
    basis: str, channel: str, wishes: Wishes, *, agreed: bool, now: datetime, zone: ZoneInfo
) -> Permit:
    """What rests on consent needs it, and obeys every wish; what the contract needs obeys the hours only where it
    would ring; what saves life obeys none."""
    if basis in ASKING:
        if not agreed:
            return Permit(False, "no_consent")
        if wishes.is_do_not_disturb:
            return Permit(False, "do_not_disturb")
        if channel in wishes.refused:
            return Permit(False, "channel_refused")
        if wishes.channel and channel not in (wishes.channel, "portal"):
            return Permit(False, "other_channel")
    why = "consent" if basis in ASKING else basis
    heeds_hours = basis in ASKING or (basis not in AT_ANY_HOUR and channel not in SILENT)
    opens = _next_opening(wishes, now.astimezone(zone)) if heeds_hours else None
    return Permit(False, "hours", opens) if opens else Permit(True, why)


def _next_opening(wishes: Wishes, local: datetime) -> datetime | None:
    """When the customer's hours begin next; None when it is within them."""
    begins, ends = wishes.contact_from, wishes.contact_until
    if begins is None or ends is None or begins <= local.time() < ends:
        return None
    day = local.date() if local.time() < begins else local.date() + timedelta(days=1)
    return datetime.combine(day, begins, tzinfo=local.tzinfo)
