from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

DELIVERY_PARKED = Event("delivery.parked", _("A mail could not be sent and was parked"))
