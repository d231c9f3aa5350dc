"""What staff read in their notices about journeys. Plain data."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.rules import NoticeKind

STEP_OVERDUE = NoticeKind("journey.step_overdue", _("A step of this journey is overdue"))
STEP_ESCALATED = NoticeKind(
    "journey.step_escalated", _("A step of this journey is overdue and has come up to you")
)
STEP_WAIVED = NoticeKind("journey.step_waived", _("A step of this journey was left out; the reason is there"))
