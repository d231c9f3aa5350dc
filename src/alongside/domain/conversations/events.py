from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

DELIVERY_PARKED = Event("delivery.parked", _("A message could not be sent and was parked"))
DELIVERY_RETURNED = Event("delivery.returned", _("A message that we sent did not arrive"))
DELIVERY_PASSED_ON = Event("delivery.passed_on", _("A message was passed on to another channel"))
OUTBOX_RETRIED = Event("outbox.retried", _("What was parked of an account was sent again"))
ACCOUNT_FAILING = Event("account.failing", _("An account of a channel does not work"))
TEMPLATE_KEPT = Event("text_template.kept", _("A text for SMS was kept"))
THREAD_HEARD = Event("thread.heard", _("The customer wrote"), shown="nobody")
THREAD_ANSWERED = Event("thread.answered", _("Answered"), shown="nobody")
THREAD_ASSIGNED = Event("thread.assigned", _("Handed to somebody"))
THREAD_DONE = Event("thread.done", _("Done"))
THREAD_OPENED = Event("thread.opened", _("Opened again"))
THREAD_TIED = Event("thread.tied", _("Said which customer it is"))
THREAD_JOINED = Event("thread.joined", _("Became part of a case"))
THREAD_LEFT = Event("thread.left", _("Taken out of a case"))
MAILBOX_ADDED = Event("mailbox.added_to_node", _("A mailbox was added"))
MAILBOX_CHANGED = Event("mailbox.changed", _("A mailbox was changed"))
MAILBOX_FAILING = Event("mailbox.failing", _("A mailbox can not be read"))
ACCOUNT_ADDED = Event("account.added_to_node", _("An account of a channel was added"))
ACCOUNT_CHANGED = Event("account.changed", _("An account of a channel was changed"))
MENU_PUBLISHED = Event("account.menu_published", _("The menu of an official account was published"))
