"""Facts about tasks. What asked for the task shows them in its own story."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

TASK_ASKED = Event("task.asked", _("Asked to help"))
TASK_ACCEPTED = Event("task.accepted", _("Help promised"))
TASK_RETURNED = Event("task.returned", _("Task returned"))
TASK_FINISHED = Event("task.finished", _("Task finished"))
TASK_WITHDRAWN = Event("task.withdrawn", _("Task withdrawn"))
