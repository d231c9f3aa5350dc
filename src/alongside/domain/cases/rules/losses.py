"""What a line of the loss ledger must be, and who may confirm it (CAS-9). Pure; amounts in yuan to the cent."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from alongside.kernel.refusals import Refused

CENT = Decimal("0.01")
MOST = Decimal("999999999999.99")
RECOVERED_FROM = {"contractor": _("Contractor"), "insurer": _("Insurer"), "other": _("Somebody else")}


def check_amount(amount: Decimal) -> None:
    """More than nothing, whole cents, and room in the ledger. A recovery is entered as a positive amount too."""
    if not amount.is_finite() or amount <= 0 or amount > MOST or amount != amount.quantize(CENT):
        raise Refused(_("An amount is more than 0 yuan, with two places at most."), field="amount")


def check_may_confirm(amount: Decimal, *, entered_by: int, confirmer: int, limit: Decimal) -> None:
    """Four eyes, and within the confirmer's limit of authority whichever sign the amount has."""
    if entered_by == confirmer:
        raise Refused(_("Somebody else confirms what you entered."))
    if abs(amount) > limit:
        raise Refused(
            _(
                "%(amount)s yuan is above your limit of %(limit)s yuan; somebody with a higher limit confirms it."
            )
            % {"amount": f"{abs(amount):,.2f}", "limit": f"{limit:,.2f}"},
            facts={"limit": str(limit)},
        )
