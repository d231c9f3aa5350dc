"""The way of a case (CAS-3): a long one for complaints and disputes, a short one for the rest."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.kernel.states import Move, StateTable

LABELS = {
    "received": _("Received"),
    "acknowledged": _("Acknowledged"),
    "investigating": _("Being investigated"),
    "proposed": _("Proposal made"),
    "agreed": _("Agreed"),
    "handling": _("Being handled"),
    "resolved": _("Resolved"),
    "confirmed": _("Confirmed"),
    "closed": _("Closed"),
    "archived": _("Archived"),
    "rejected": _("Rejected"),
    "withdrawn": _("Withdrawn"),
}

OPEN_STATES = frozenset(
    {"received", "acknowledged", "investigating", "proposed", "agreed", "handling", "resolved", "confirmed"}
)
BEFORE_RESOLVED = OPEN_STATES - {"resolved", "confirmed"}

_SHARED = [
    Move("acknowledge_case", frozenset({"received"}), "acknowledged", _("Acknowledge")),
    Move("start_investigation", frozenset({"acknowledged"}), "investigating", _("Investigate")),
    Move("decline_proposal", frozenset({"proposed"}), "investigating", _("Decline the proposal")),
    Move("agree_proposal", frozenset({"proposed"}), "agreed", _("Agree")),
    Move("report_not_solved", frozenset({"resolved"}), "handling", _("Not solved")),
    Move("resolve_with_group", BEFORE_RESOLVED, "resolved", _("Resolve all of them")),
    Move("confirm_case", frozenset({"resolved"}), "confirmed", _("Confirm")),
    Move("close_case", frozenset({"confirmed", "resolved"}), "closed", pgettext_lazy("case", "Close")),
    Move("archive_case", frozenset({"closed", "rejected", "withdrawn"}), "archived", _("Archive")),
    Move("reject_case", frozenset({"received", "acknowledged", "investigating"}), "rejected", _("Reject")),
    Move("withdraw_case", BEFORE_RESOLVED, "withdrawn", _("Withdraw")),
    Move("reopen_case", frozenset({"closed", "rejected", "withdrawn"}), "handling", _("Reopen")),
]

LONG_WAY = StateTable(
    LABELS,
    [
        *_SHARED,
        Move("propose_solution", frozenset({"investigating"}), "proposed", _("Propose")),
        Move("start_handling", frozenset({"agreed"}), "handling", _("Start handling")),
        Move("resolve_case", frozenset({"handling"}), "resolved", _("Resolve")),
    ],
)

SHORT_WAY = StateTable(
    LABELS,
    [
        *_SHARED,
        Move(
            "propose_solution",
            frozenset({"acknowledged", "investigating", "handling"}),
            "proposed",
            _("Propose"),
        ),
        Move(
            "start_handling",
            frozenset({"acknowledged", "investigating", "agreed"}),
            "handling",
            _("Start handling"),
        ),
        Move(
            "resolve_case",
            frozenset({"acknowledged", "investigating", "agreed", "handling"}),
            "resolved",
            _("Resolve"),
        ),
    ],
)

LONG_KINDS = frozenset({"complaint", "dispute"})

# What the line of progress shows, in order; states between two milestones count as the earlier one.
PROGRESS = {
    True: [
        "received",
        "acknowledged",
        "investigating",
        "proposed",
        "handling",
        "resolved",
        "confirmed",
        "closed",
    ],
    False: ["received", "acknowledged", "handling", "resolved", "confirmed", "closed"],
}


def way_of(kind: str) -> StateTable:
    """The table of moves for that kind of case."""
    return LONG_WAY if kind in LONG_KINDS else SHORT_WAY


# --- legal matters (CAS-17) ---------------------------------------------------------------------------------

LEGAL_ENDED = frozenset({"carried_out", "withdrawn"})

LEGAL_STATES = StateTable(
    {
        "prepared": pgettext_lazy("legal matter", "Being prepared"),
        "filed": pgettext_lazy("legal matter", "Filed"),
        "heard": pgettext_lazy("legal matter", "Heard"),
        "judged": pgettext_lazy("legal matter", "Judged"),
        "settled": pgettext_lazy("legal matter", "Settled"),
        "withdrawn": pgettext_lazy("legal matter", "Withdrawn"),
        "carried_out": pgettext_lazy("legal matter", "Carried out"),
    },
    [
        Move("file_matter", frozenset({"prepared"}), "filed", pgettext_lazy("legal matter", "File")),
        Move("hear_matter", frozenset({"filed"}), "heard", pgettext_lazy("legal matter", "Note the hearing")),
        Move(
            "judge_matter",
            frozenset({"filed", "heard"}),
            "judged",
            pgettext_lazy("legal matter", "Note the judgment"),
        ),
        Move("appeal_matter", frozenset({"judged"}), "filed", pgettext_lazy("legal matter", "Appeal")),
        Move(
            "settle_matter",
            frozenset({"prepared", "filed", "heard", "judged"}),
            "settled",
            pgettext_lazy("legal matter", "Settle"),
        ),
        Move(
            "withdraw_matter",
            frozenset({"prepared", "filed", "heard"}),
            "withdrawn",
            pgettext_lazy("legal matter", "Withdraw"),
        ),
        Move(
            "carry_out_matter",
            frozenset({"judged", "settled"}),
            "carried_out",
            pgettext_lazy("legal matter", "Carried out"),
        ),
    ],
)

# --- lessons (CAS-13) ---------------------------------------------------------------------------------------

LESSON_STATES = StateTable(
    {
        "draft": pgettext_lazy("lesson", "Being written"),
        "review": pgettext_lazy("lesson", "Waits for a second person"),
        "published": pgettext_lazy("lesson", "Published"),
        "withdrawn": pgettext_lazy("lesson", "Taken back"),
    },
    [
        Move("submit_lesson", frozenset({"draft"}), "review", pgettext_lazy("lesson", "Hand in for review")),
        Move("return_lesson", frozenset({"review"}), "draft", pgettext_lazy("lesson", "Return")),
        Move("publish_lesson", frozenset({"review"}), "published", pgettext_lazy("lesson", "Publish")),
        Move(
            "withdraw_lesson",
            frozenset({"draft", "review", "published"}),
            "withdrawn",
            pgettext_lazy("lesson", "Take back"),
        ),
    ],
)
