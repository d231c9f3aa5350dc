from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_RECEPTION = Permission(
    "see_reception", _("See who waits at the walk-in desks, and how long people waited")
)
RECEIVE_VISITORS = Permission(
    "receive_visitors", _("Give out numbers, call whoever is next, say what a visit was about")
)
KEEP_LOBBIES = Permission(
    "keep_lobbies", _("Set up walk-in desks: windows, what people come for, how long they may wait")
)
