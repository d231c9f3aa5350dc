"""What may be done with what customers write that is no case yet."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_INBOX = Permission("see_inbox", _("Read what customers write over the channels"))
ANSWER_INBOX = Permission("answer_inbox", _("Answer it, hand it on, tie it to a customer or a case"))
