"""What staff read in their notices about platforms. Plain data."""

from django.utils.translation import gettext_lazy as _

from alongside.domain.work.rules import NoticeKind

CARD_PARKED = NoticeKind(
    "card.parked", _("Notices do not reach some colleagues on their platform; look who they are")
)
PLATFORM_FAILING = NoticeKind(
    "platform.failing", _("A platform of the staff does not take our notices; they wait here")
)
SEVERAL = NoticeKind("card.several", _("%(n)s new notices"))
ROBOT_FAILING = NoticeKind("robot.failing", _("A group robot can not speak; look what its platform says"))
STAFF_DIFFERS = NoticeKind(
    "directory.differs", _("The staff here and on your platform differ in %(n)s points; look and decide")
)
