"""The way of a bulletin: once published it never changes; a correction is a new version that takes its place."""

from django.utils.translation import pgettext_lazy

from alongside.kernel.states import Move, StateTable

BULLETIN_STATES = StateTable(
    {
        "draft": pgettext_lazy("bulletin", "Draft"),
        "published": pgettext_lazy("bulletin", "Published"),
        "replaced": pgettext_lazy("bulletin", "Replaced"),
        "withdrawn": pgettext_lazy("bulletin", "Withdrawn"),
    },
    [
        Move("publish_bulletin", frozenset({"draft"}), "published", pgettext_lazy("bulletin", "Publish")),
        Move("replace_bulletin", frozenset({"published"}), "replaced", pgettext_lazy("bulletin", "Replace")),
        Move(
            "withdraw_bulletin", frozenset({"published"}), "withdrawn", pgettext_lazy("bulletin", "Withdraw")
        ),
    ],
)
