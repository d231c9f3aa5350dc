"""The ways of a journey and of its steps (JRN-5)."""

from django.utils.translation import pgettext_lazy

from alongside.kernel.states import Move, StateTable

JOURNEY_STATES = StateTable(
    {
        "walking": pgettext_lazy("journey", "Under way"),
        "arrived": pgettext_lazy("journey", "Arrived"),
        "ended": pgettext_lazy("journey", "Ended early"),
    },
    [
        Move("arrive", frozenset({"walking"}), "arrived", pgettext_lazy("journey", "Arrive")),
        Move("end_journey", frozenset({"walking"}), "ended", pgettext_lazy("journey", "End early")),
    ],
)

STEP_STATES = StateTable(
    {
        "planned": pgettext_lazy("step", "To do"),
        "done": pgettext_lazy("step", "Done"),
        "waived": pgettext_lazy("step", "Left out"),
        "withdrawn": pgettext_lazy("step", "No longer needed"),
    },
    [
        Move("do_step", frozenset({"planned"}), "done", pgettext_lazy("step", "Do")),
        Move("waive_step", frozenset({"planned"}), "waived", pgettext_lazy("step", "Leave out")),
        Move("withdraw_step", frozenset({"planned"}), "withdrawn", pgettext_lazy("step", "Withdraw")),
        Move("revive_step", frozenset({"withdrawn"}), "planned", pgettext_lazy("step", "Take up again")),
    ],
)
