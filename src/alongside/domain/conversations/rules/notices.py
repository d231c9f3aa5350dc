"""What staff read in their notices about mails. Plain data."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.rules import NoticeKind

MAIL_PARKED = NoticeKind(
    "delivery.parked", _("A mail could not be sent in %(tries)s tries and waits for your look")
)
