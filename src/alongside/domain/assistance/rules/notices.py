"""What staff read in their notices about hot issues. Plain data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.rules import NoticeKind

RAISED = NoticeKind(
    "hotissue.raised", _("%(people)s people bring up the same here; look whether it is one matter")
)
