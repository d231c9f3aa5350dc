"""What can happen on a journey, so that steps hang on it (JRN-2, JRN-3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Happening:
    """A dated event. `repeats`: it may happen again (a visit). `is_promised`: a day ahead that may move.

    `act`: what the home does at the same moment (a move of UNIT_STATES), where it is one of the home's.
    """

    code: str
    label: Any
    repeats: bool = False
    is_promised: bool = False
    act: str = ""


DELIVERY = Happening("delivery", _("Promised delivery"), is_promised=True)

HAPPENINGS: dict[str, Happening] = {
    one.code: one
    for one in (
        Happening("visited", pgettext_lazy("on a journey", "Visited"), repeats=True),
        Happening("subscribed", pgettext_lazy("on a journey", "Subscribed"), act="subscribe"),
        Happening("signed", pgettext_lazy("on a journey", "Contract signed"), act="sign"),
        DELIVERY,
        Happening("handed_over", pgettext_lazy("on a journey", "Home handed over"), act="hand_over"),
        Happening("moved_in", pgettext_lazy("on a journey", "Moved in"), act="move_in"),
        Happening("entrusted", pgettext_lazy("on a journey", "Sale or lease entrusted")),
        Happening("papers_complete", pgettext_lazy("on a journey", "Papers complete")),
        Happening("loan_granted", pgettext_lazy("on a journey", "Loan granted")),
        Happening("transferred", pgettext_lazy("on a journey", "Title transferred")),
        Happening("paid", pgettext_lazy("on a journey", "Paid in full")),
    )
}
