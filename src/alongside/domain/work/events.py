"""Facts about tasks (what asked for a task shows them in its own story) and about imports."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

TASK_ASKED = Event("task.asked", _("Asked to help"))
TASK_ACCEPTED = Event("task.accepted", _("Help promised"))
TASK_RETURNED = Event("task.returned", _("Task returned"))
TASK_FINISHED = Event("task.finished", _("Task finished"))
TASK_WITHDRAWN = Event("task.withdrawn", _("Task withdrawn"))

IMPORT_BEGUN = Event("import.begun", _("Import begun"))
IMPORT_FINISHED = Event(
    "import.finished", _("Import finished: %(new)s new, %(changed)s changed, %(faulty)s faulty")
)
IMPORT_CANCELLED = Event("import.cancelled", _("Import cancelled"))
IMPORT_STOPPED = Event("import.stopped", _("The import stopped; look what is the matter"))
