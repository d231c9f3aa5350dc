"""What a line of the loss ledger must be, and by which limits it is judged (CAS-9). Pure; yuan to the cent."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

CENT = Decimal("0.01")
MOST = Decimal("999999999999.99")
COMPENSATION, LOSS = "compensation", "loss"
GIVEN = ("compensation", "refund", "returned_home", "waived_fee")
RECOVERED_FROM = {"contractor": _("Contractor"), "insurer": _("Insurer"), "other": _("Somebody else")}


def check_amount(amount: Decimal) -> None:
    """More than nothing, whole cents, and room in the ledger. A recovery is entered as a positive amount too."""
    if not amount.is_finite() or amount <= 0 or amount > MOST or amount != amount.quantize(CENT):
        raise Refused(_("An amount is more than 0 yuan, with two places at most."), field="amount")


def approval_kind(kind: str) -> str:
    """By which limits of authority a line is judged: what a customer is given, or what it costs us otherwise."""
    return COMPENSATION if kind in GIVEN else LOSS
