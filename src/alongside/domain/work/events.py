"""Facts about tasks (what asked for a task shows them in its own story) and about imports."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

TASK_ASKED = Event("task.asked", _("Asked to help"))
TASK_ACCEPTED = Event("task.accepted", _("Help promised"))
TASK_RETURNED = Event("task.returned", _("Task returned"))
TASK_FINISHED = Event("task.finished", _("Task finished"))
TASK_REASSIGNED = Event("task.reassigned", _("Task passed on to somebody else"))
TASK_ASKER_CHANGED = Event("task.asker_changed", _("Somebody else waits for the task"))
TASK_ASKED_AGAIN = Event("task.asked_again", _("Asked again to help"))
TASK_NOTED = Event("task.noted", _("News of a task"))
TASK_OVERDUE = Event("task.overdue", _("A task is late"))
TASK_WITHDRAWN = Event("task.withdrawn", _("Task withdrawn"))

IMPORT_BEGUN = Event("import.begun", _("Import begun"))
IMPORT_FINISHED = Event(
    "import.finished", _("Import finished: %(new)s new, %(changed)s changed, %(faulty)s faulty")
)
IMPORT_CANCELLED = Event("import.cancelled", _("Import cancelled"))
IMPORT_STOPPED = Event("import.stopped", _("The import stopped; look what is the matter"))

APPROVAL_ASKED = Event("approval.asked", _("A yes is asked for"), shown="nobody")
APPROVAL_APPROVED = Event("approval.approved", _("Approved"), shown="nobody")
APPROVAL_REFUSED = Event("approval.refused", _("Turned down"), shown="nobody")
APPROVAL_CHAIN_CHANGED = Event(
    "node.approval_chain_changed", _("Whose yes is needed was changed"), shown="nobody"
)
APPROVAL_FOR_NOBODY = Event(
    "approval.for_nobody", _("An approval waits there, and nobody may give it"), shown="nobody"
)
APPROVAL_WITHDRAWN = Event("approval.withdrawn", _("The question was withdrawn"), shown="nobody")

EXPORT_ASKED = Event("export.asked", _("Export asked for"), shown="nobody")
EXPORT_READY = Event("export.ready", _("Your export is ready: %(rows)s rows"), shown="nobody")
EXPORT_REFUSED = Event("export.refused", _("Your export was refused"), shown="nobody")
EXPORT_STOPPED = Event("export.stopped", _("Your export stopped; look what is the matter"), shown="nobody")
EXPORT_FETCHED = Event("export.fetched", _("Export downloaded"), shown="nobody")
EXPORT_EXPIRED = Event("export.expired", _("Export deleted"), shown="nobody")

ANNOUNCEMENT_PUBLISHED = Event("announcement.published", _("An announcement to read"), shown="nobody")
ANNOUNCEMENT_ENDED = Event("announcement.ended", _("An announcement went to the archive"), shown="nobody")
ANNOUNCEMENT_REMINDED = Event("announcement.reminded", _("You have not read this yet"), shown="nobody")
