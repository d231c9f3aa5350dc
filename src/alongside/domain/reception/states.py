"""The way of a number, from the door to the end of the visit (CHN-6)."""

from django.utils.translation import pgettext_lazy

from alongside.kernel.states import Move, StateTable

AT_WINDOW = ("called", "serving")
STANDING = frozenset({"waiting", *AT_WINDOW})

TICKET_STATES = StateTable(
    {
        "waiting": pgettext_lazy("ticket", "Waiting"),
        "called": pgettext_lazy("ticket", "Called"),
        "serving": pgettext_lazy("ticket", "At the window"),
        "done": pgettext_lazy("ticket", "Served"),
        "missed": pgettext_lazy("ticket", "Did not come"),
        "left": pgettext_lazy("ticket", "Left"),
    },
    [
        Move("call", frozenset({"waiting"}), "called", pgettext_lazy("ticket", "Call")),
        Move("call_again", frozenset({"called"}), "called", pgettext_lazy("ticket", "Call again")),
        Move("serve", frozenset({"called"}), "serving", pgettext_lazy("ticket", "They are here")),
        Move("finish", frozenset(AT_WINDOW), "done", pgettext_lazy("ticket", "Finish")),
        Move("miss", frozenset({"called"}), "missed", pgettext_lazy("ticket", "Not there")),
        Move(
            "take_back",
            frozenset({"missed", "left", "called"}),
            "waiting",
            pgettext_lazy("ticket", "Let them wait again"),
        ),
        Move("leave", frozenset({"waiting", "called"}), "left", pgettext_lazy("ticket", "Leave")),
    ],
)
