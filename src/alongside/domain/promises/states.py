"""The way of a promise (SAL-4). Only the customer's word moves a day or takes a promise back."""

from django.utils.translation import pgettext_lazy

from alongside.kernel.states import Move, StateTable

STANDING = frozenset({"open", "asked"})  # it is still owed

PROMISE_STATES = StateTable(
    {
        "open": pgettext_lazy("promise", "Open"),
        "asked": pgettext_lazy("promise", "Change asked for"),
        "kept": pgettext_lazy("promise", "Kept"),
        "broken": pgettext_lazy("promise", "Broken"),
        "withdrawn": pgettext_lazy("promise", "Withdrawn"),
    },
    [
        Move("keep_promise", STANDING, "kept", pgettext_lazy("promise", "Keep")),
        Move(
            "ask_to_renegotiate", frozenset({"open"}), "asked", pgettext_lazy("promise", "Ask for a change")
        ),
        Move(
            "agree_to_change", frozenset({"asked"}), "open", pgettext_lazy("promise", "Agree to the change")
        ),
        Move(
            "agree_to_withdraw",
            frozenset({"asked"}),
            "withdrawn",
            pgettext_lazy("promise", "Agree to drop it"),
        ),
        Move("decline_change", frozenset({"asked"}), "open", pgettext_lazy("promise", "Decline the change")),
        Move(
            "take_back_question",
            frozenset({"asked"}),
            "open",
            pgettext_lazy("promise", "Take the question back"),
        ),
        Move("break_promise", STANDING, "broken", pgettext_lazy("promise", "Break")),
        # What we called kept may not be so in the customer's eyes.
        Move(
            "report_not_kept", STANDING | {"kept"}, "broken", pgettext_lazy("promise", "Say it was not kept")
        ),
    ],
)
