"""How old a verification may be, and by what one flat is told from another. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from alongside.domain.estates import rules as homes
from alongside.kernel.refusals import Refused

FLAGGED_AFTER = timedelta(days=30)
HIDDEN_AFTER = timedelta(days=45)
AGING_AFTER = timedelta(days=15)
REVEALS_A_DAY = 20  # owners that one person may see in full (EST-6)
MOST_PHOTOS = 30
LARGEST_AREA = Decimal(100_000)
PRICE_TOLERANCE = Decimal("0.02")  # by so much may a total differ from area × price a metre
FRESH, AGING, FLAGGED, OFF = "fresh", "aging", "flagged", "off"
AGES = (FRESH, AGING, FLAGGED, OFF)
# Points for each thing that two listings of one estate have in common; from LIKELY on they are shown as one flat.
POINTS = {"unit": 100, "address": 100, "owner": 50, "area": 20, "floor": 20, "layout": 10}
LIKELY = 50
_NOISE = re.compile(r"[\s·・\-—_()（）\[\]【】.,，。]+")


def age_of(verified_at: datetime, now: datetime) -> str:
    """fresh, aging (15 days), flagged (30 days), off (45 days: not in the public view)."""
    since = now - verified_at
    if since >= HIDDEN_AFTER:
        return OFF
    if since >= FLAGGED_AFTER:
        return FLAGGED
    return AGING if since >= AGING_AFTER else FRESH


def span_of(age: str, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Verified after, verified at or before: the moments between which a listing of that age was verified."""
    edges = (None, now - AGING_AFTER, now - FLAGGED_AFTER, now - HIDDEN_AFTER, None)
    place = AGES.index(age)
    return edges[place + 1], edges[place]


def estate_key(name: str) -> str:
    """One spelling for an estate's name: 观澜庭（一期） and 观澜庭 一期 are the same."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name).casefold())[:80]


def place_of(estate: str, address: str) -> tuple[str, str]:
    """(key, entrance) by which the same door is told, however it is written; both empty where no door is said.

    8栋1单元2102 and 8-1-2102 are one door; so may 8-2102 be, for not everybody says the entrance.
    """
    asked = homes.parse_unit_query(address) if address.strip() else None
    if asked is None or not (asked.building and asked.number):
        return "", ""
    return f"{estate_key(estate)}|{asked.building}|{asked.number}"[:160], asked.entrance[:20]


def check_listing(*, estate_name: str, area: Decimal | None, amount: Decimal | None) -> None:
    """Raises Refused, naming the field."""
    if not estate_key(estate_name):
        raise Refused(_("Say in which estate it is."), field="estate_name")
    if area is None or not 0 < area < LARGEST_AREA:
        raise Refused(_("An area is more than 0 and less than 100,000 square metres."), field="area")
    if amount is None or not 0 < amount < Decimal(10) ** 12:
        raise Refused(_("A price is more than zero."), field="amount")


def masked_name(name: str) -> str:
    """周敏 → 周··."""
    return f"{name.strip()[:1]}··" if name.strip() else ""
