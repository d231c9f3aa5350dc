"""How plates are written, masked and found again. Pure."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from alongside.kernel.blind_indexes import blind_index
from alongside.kernel.refusals import Refused

_NOISE = re.compile(r"[\s\-·•.]+")
_PLATE = re.compile(r"[\u4e00-\u9fffA-Z0-9]{5,10}")
TAIL = 4


def normalised_plate(text: str) -> str:
    """One spelling of a plate: 浙A8M321. Refused if it is none."""
    plate = _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not _PLATE.fullmatch(plate) or not re.search(r"[0-9]", plate):
        raise Refused(_("This is not a plate."), field="plate")
    return plate


def plate_key(plate: str) -> str:
    """By this a whole plate is found without being readable."""
    return blind_index(plate, purpose="plate")


def plate_tail_key(plate: str) -> str:
    """By this a plate is found from its last four signs."""
    return blind_index(plate[-TAIL:], purpose="plate_tail")


def masked_plate(plate: str) -> str:
    """浙A··321."""
    return f"{plate[:2]}··{plate[-3:]}"
