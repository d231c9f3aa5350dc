"""The way of a cooperation task."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
        Move("fulfil_task", frozenset({"asked", "accepted", "returned"}), "done", _("Has come about")),
        Move("ask_task_again", frozenset({"returned"}), "asked", _("Ask again")),
        Move("withdraw_task", frozenset({"asked", "accepted", "returned"}), "withdrawn", _("Withdraw")),
    ],
)

IMPORT_STATES = StateTable(
    {
        "reading": _("Being read"),
        "columns": _("Columns to be checked"),
        "checking": _("Being checked"),
        "checked": _("Checked"),
        "importing": _("Being imported"),
        "done": _("Imported"),
        "stopped": _("Stopped"),
        "cancelled": _("Cancelled"),
        "unreadable": _("Not readable"),
    },
    [
        Move("show_columns", frozenset({"reading"}), "columns", _("Read")),
        Move("refuse_file", frozenset({"reading", "checking"}), "unreadable", _("Refuse the file")),
        Move(
            "check_import", frozenset({"columns", "checked", "unreadable"}), "checking", _("Check the file")
        ),
        Move("say_checked", frozenset({"checking"}), "checked", _("Checked")),
        Move("begin_import", frozenset({"checked"}), "importing", _("Import now")),
        Move("finish_import", frozenset({"importing"}), "done", _("Imported")),
        Move("stop_import", frozenset({"reading", "checking", "importing"}), "stopped", _("Stop")),
        Move(
            "cancel_import",
            frozenset({"reading", "columns", "checking", "checked", "importing", "stopped"}),
            "cancelled",
            _("Cancel"),
        ),
    ],
)

APPROVAL_STATES = StateTable(
    {
        "asked": _("Waits for a yes"),
        "approved": _("Approved"),
        "refused": _("Turned down"),
        "withdrawn": _("Withdrawn"),
    },
    [
        Move("approve", frozenset({"asked"}), "approved", _("Approve")),
        Move("refuse_approval", frozenset({"asked"}), "refused", _("Turn down")),
        Move("withdraw_approval", frozenset({"asked"}), "withdrawn", _("Withdraw")),
    ],
)

EXPORT_STATES = StateTable(
    {
        "waiting": _("Waits for approval"),
        "writing": _("Being written"),
        "ready": _("Ready to fetch"),
        "expired": _("Expired and deleted"),
        "refused": _("Turned down"),
        "stopped": _("Stopped"),
    },
    [
        Move("begin_export", frozenset({"waiting"}), "writing", _("Write the file")),
        Move("refuse_export", frozenset({"waiting"}), "refused", _("Turn down")),
        Move("finish_export", frozenset({"writing"}), "ready", _("Ready to fetch")),
        Move("stop_export", frozenset({"waiting", "writing"}), "stopped", _("Stop")),
        Move("expire_export", frozenset({"ready"}), "expired", _("Expire")),
    ],
)

ANNOUNCEMENT_STATES = StateTable(
    {
        "draft": pgettext_lazy("announcement", "Draft"),
        "published": _("Published"),
        "ended": _("In the archive"),
    },
    [
        Move("publish_announcement", frozenset({"draft"}), "published", _("Publish")),
        Move("end_announcement", frozenset({"published"}), "ended", _("To the archive")),
    ],
)
