"""The ways of a batch and of an invitation (JRN-7)."""

from django.utils.translation import pgettext_lazy

from alongside.kernel.states import Move, StateTable

BATCH_STATES = StateTable(
    {
        "planned": pgettext_lazy("batch", "Being prepared"),
        "open": pgettext_lazy("batch", "Open for booking"),
        "over": pgettext_lazy("batch", "Over"),
        "cancelled": pgettext_lazy("batch", "Cancelled"),
    },
    [
        Move("invite", frozenset({"planned", "open"}), "open", pgettext_lazy("batch", "Invite")),
        Move("close_batch", frozenset({"open"}), "over", pgettext_lazy("batch", "Close")),
        Move("cancel_batch", frozenset({"planned", "open"}), "cancelled", pgettext_lazy("batch", "Cancel")),
    ],
)

_STANDING = frozenset({"planned", "invited", "declined", "booked"})

INVITATION_STATES = StateTable(
    {
        "planned": pgettext_lazy("invitation", "To be invited"),
        "invited": pgettext_lazy("invitation", "No answer yet"),
        "booked": pgettext_lazy("invitation", "Booked"),
        "declined": pgettext_lazy("invitation", "Does not come"),
        "attended": pgettext_lazy("invitation", "Came"),
        "no_show": pgettext_lazy("invitation", "Did not come"),
        "withdrawn": pgettext_lazy("invitation", "Withdrawn"),
    },
    [
        Move("invite", frozenset({"planned"}), "invited", pgettext_lazy("invitation", "Invite")),
        Move(
            "book_slot",
            frozenset({"planned", "invited", "declined"}),
            "booked",
            pgettext_lazy("invitation", "Book"),
        ),
        Move("move_booking", frozenset({"booked"}), "booked", pgettext_lazy("invitation", "Move")),
        Move("cancel_booking", frozenset({"booked"}), "invited", pgettext_lazy("invitation", "Cancel")),
        Move("decline", _STANDING, "declined", pgettext_lazy("invitation", "Decline")),
        Move(
            "attend",
            frozenset({"planned", "invited", "declined", "booked", "no_show"}),
            "attended",
            pgettext_lazy("invitation", "Check in"),
        ),
        Move("miss", frozenset({"booked", "attended"}), "no_show", pgettext_lazy("invitation", "Not come")),
        Move("withdraw", _STANDING, "withdrawn", pgettext_lazy("invitation", "Withdraw")),
    ],
)
