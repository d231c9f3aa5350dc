from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

CARD_PARKED = Event("card.parked", _("A notice could not be sent to a colleague's platform and was parked"))
PLATFORM_FAILING = Event("platform.failing", _("A platform of the staff does not take our notices"))
ROBOT_ADDED = Event("robot.added_to_node", _("A group robot was added"))
ROBOT_CHANGED = Event("robot.changed", _("A group robot was changed"))
ROBOT_FAILING = Event("robot.failing", _("A group robot can not speak"))
