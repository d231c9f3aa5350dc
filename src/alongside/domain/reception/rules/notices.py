"""What staff read in their notices about those who wait at a walk-in desk. Plain data."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.rules import NoticeKind

VISITOR_DUE = NoticeKind(
    "ticket.due", _("%(code)s at the walk-in desk must be called within %(minutes)s minutes")
)
VISITOR_LATE = NoticeKind(
    "ticket.late", _("%(code)s at the walk-in desk has been waiting longer than the standard allows")
)
