"""What may be done with what customers write that is no case yet."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_INBOX = Permission("see_inbox", _("Read what customers write over the channels"))
ANSWER_INBOX = Permission("answer_inbox", _("Answer it, hand it on, tie it to a customer or a case"))
SEE_CALLS = Permission("see_calls", _("See who called, when, and what came of it"))
ANSWER_CALLS = Permission("answer_calls", _("Take calls, say what came of them, call people back"))
HEAR_RECORDINGS = Permission("hear_recordings", _("Listen to recorded calls"))
SEE_QUEUES = Permission("see_queues", _("See the figures of the hotline and who sits there"))
