"""The way of a unit: each move is an act of somebody who sells, hands over or lets it (EST-2)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.kernel.states import Move, StateTable

UNIT_STATES = StateTable(
    {
        "planned": _("Planned"),
        "on_sale": _("On sale"),
        "reserved": _("Reserved"),
        "subscribed": _("Subscribed"),
        "contracted": _("Contracted"),
        "ready": _("Ready"),
        "handed_over": pgettext_lazy("unit", "Handed over"),
        "occupied": _("Occupied"),
        "let": _("Let"),
    },
    [
        Move("put_on_sale", frozenset({"planned"}), "on_sale", _("Put on sale")),
        Move("take_off_sale", frozenset({"on_sale"}), "planned", _("Take off sale")),
        Move("reserve", frozenset({"on_sale"}), "reserved", _("Reserve")),
        Move("release", frozenset({"reserved", "subscribed", "contracted"}), "on_sale", _("Release")),
        Move("subscribe", frozenset({"on_sale", "reserved"}), "subscribed", _("Subscribe")),
        Move("sign", frozenset({"subscribed"}), "contracted", _("Sign the contract")),
        Move("make_ready", frozenset({"contracted"}), "ready", _("Make ready for handover")),
        Move(
            "hand_over", frozenset({"contracted", "ready"}), "handed_over", pgettext_lazy("unit", "Hand over")
        ),
        Move("move_in", frozenset({"handed_over"}), "occupied", _("Move in")),
        Move("let", frozenset({"handed_over", "occupied"}), "let", _("Let")),
        Move("end_letting", frozenset({"let"}), "occupied", _("End the letting")),
    ],
)
