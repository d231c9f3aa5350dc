"""What staff read in their notices about conversations and what leaves. Plain data."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.rules import NoticeKind

MAIL_PARKED = NoticeKind(
    "delivery.parked", _("A message could not be sent in %(tries)s tries and waits for your look")
)
MAIL_RETURNED = NoticeKind("delivery.returned", _("Your mail came back: %(status)s"))
MAILBOX_FAILING = NoticeKind(
    "mailbox.failing", _("A mailbox can not be read since %(tries)s tries; mails wait there")
)
THREAD_ASSIGNED = NoticeKind("thread.assigned", _("A conversation was handed to you"))
THREAD_WAITS = NoticeKind("thread.waits", _("The customer wrote again in a conversation of yours"))
