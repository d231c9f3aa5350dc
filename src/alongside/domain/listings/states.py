"""The way of a listing (EST-4)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.kernel.states import Move, StateTable

LISTING_STATES = StateTable(
    {
        "offered": pgettext_lazy("listing", "Offered"),
        "concluded": pgettext_lazy("listing", "Concluded"),
        "withdrawn": pgettext_lazy("listing", "Withdrawn"),
        "merged": pgettext_lazy("listing", "Merged"),
    },
    [
        Move("conclude_listing", frozenset({"offered"}), "concluded", _("Conclude the deal")),
        Move("withdraw_listing", frozenset({"offered"}), "withdrawn", pgettext_lazy("listing", "Withdraw")),
        Move("offer_again", frozenset({"withdrawn"}), "offered", _("Offer again")),
        Move("merge_listings", frozenset({"offered"}), "merged", _("Merge")),
    ],
)
