"""What staff read in their notices about appointments. Plain data."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.rules import NoticeKind

BATCH_IS_YOURS = NoticeKind("batch.is_yours", _("You answer for these appointments"))
