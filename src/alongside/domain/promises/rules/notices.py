"""What staff read in their notices about promises. Plain data."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.rules import NoticeKind

DUE_SOON = NoticeKind("promise.due_soon", _("A promise of yours is due: until %(until)s"))
YOURS = NoticeKind("promise.yours", _("A promise to a customer was entered in your name"))
CHANGE_AGREED = NoticeKind("promise.change_agreed", _("The customer agrees to change the promise"))
CHANGE_DECLINED = NoticeKind(
    "promise.change_declined", _("The customer keeps you to the promise as it stands")
)
