from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

CARD_PARKED = Event("card.parked", _("A notice could not be sent to a colleague's platform and was parked"))
PLATFORM_FAILING = Event("platform.failing", _("A platform of the staff does not take our notices"))
