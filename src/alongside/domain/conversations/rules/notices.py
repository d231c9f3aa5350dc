"""What staff read in their notices about conversations and what leaves. Plain data."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.rules import NoticeKind

DELIVERY_PARKED = NoticeKind(
    "delivery.parked", _("A message could not be sent in %(tries)s tries and waits for your look")
)
DELIVERY_RETURNED = NoticeKind("delivery.returned", _("Your message did not arrive: %(status)s"))
DELIVERY_DOUBTFUL = NoticeKind(
    "delivery.doubtful", _("It is not known whether your message arrived; look, and send it again if need be")
)
ACCOUNT_FAILING = NoticeKind(
    "account.failing", _("An account of a channel does not work since %(tries)s tries; messages wait")
)
MAILBOX_FAILING = NoticeKind(
    "mailbox.failing", _("A mailbox can not be read since %(tries)s tries; mails wait there")
)
THREAD_ASSIGNED = NoticeKind("thread.assigned", _("A conversation was handed to you"))
THREAD_WAITS = NoticeKind("thread.waits", _("The customer wrote again in a conversation of yours"))
THREAD_WOKE = NoticeKind("thread.woke", _("A conversation that you put off is back"))
THREAD_DUE = NoticeKind("thread.due", _("A customer waits for an answer; its time is nearly over"))
THREAD_LATE = NoticeKind("thread.late", _("A customer waits for an answer longer than the standard allows"))
THREAD_MENTIONED = NoticeKind("thread.mentioned", _("A colleague names you in a note of a conversation"))
