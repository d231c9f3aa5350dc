"""What staff read in their notices about articles. Plain data."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.rules import NoticeKind

REVIEW_DUE = NoticeKind("article.review_due", _("Please look over this article: does it still hold?"))
YOURS = NoticeKind("article.yours", _("You answer for this article now"))
APPROVED = NoticeKind("article.approved", _("Your article was approved and is published"))
TURNED_DOWN = NoticeKind("article.turned_down_notice", _("Your article was turned down: read why"))
