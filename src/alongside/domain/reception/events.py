from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

LOBBY_SET_UP = Event("lobby.set_up", _("Walk-in desk set up"))
LOBBY_CHANGED = Event("lobby.changed", _("Walk-in desk changed"))
LOBBY_ADDRESSES_RENEWED = Event("lobby.addresses_renewed", _("New addresses for the tablet and the screen"))
TICKET_DRAWN = Event("ticket.drawn", _("Number drawn"))
TICKET_CALLED = Event("ticket.called", _("Number called"))
TICKET_SERVED = Event("ticket.served", _("Visitor came to the window"))
TICKET_FINISHED = Event("ticket.finished", _("Visit finished"))
TICKET_MISSED = Event("ticket.missed", _("Called in vain"))
TICKET_TAKEN_BACK = Event("ticket.taken_back", _("Waits again"))
TICKET_LEFT = Event("ticket.left", _("Left before it was their turn"))
TICKET_LATE = Event("ticket.late", _("Waits longer than the standard allows"))
