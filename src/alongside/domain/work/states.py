"""The way of a cooperation task."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.states import Move, StateTable

TASK_STATES = StateTable(
    {
        "asked": _("Asked"),
        "accepted": _("Accepted"),
        "returned": _("Returned"),
        "done": _("Done"),
        "withdrawn": _("Withdrawn"),
    },
    [
        Move("accept_task", frozenset({"asked"}), "accepted", _("Accept")),
        Move("return_task", frozenset({"asked", "accepted"}), "returned", _("Return")),
        Move("finish_task", frozenset({"accepted"}), "done", _("Finish")),
        Move("withdraw_task", frozenset({"asked", "accepted", "returned"}), "withdrawn", _("Withdraw")),
    ],
)
