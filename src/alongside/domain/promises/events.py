from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

PROMISE_MADE = Event("promise.made", _("Promised"), shown="customer")
PROMISE_KEPT = Event("promise.kept", _("Promise kept"), shown="customer")
PROMISE_BROKEN = Event("promise.broken", _("Promise broken"), shown="customer")
PROMISE_WITHDRAWN = Event(
    "promise.withdrawn", _("Promise taken back with the customer's consent"), shown="customer"
)
PROMISE_CHANGED = Event("promise.changed", _("Promise changed with the customer's consent"), shown="customer")
PROMISE_REMINDED = Event("promise.reminded", _("Reminded of a promise"))
PROMISE_GIVEN = Event("promise.given", _("Somebody else keeps the promise"))
CHANGE_ASKED = Event("promise.change_asked", _("The customer is asked to change a promise"), shown="customer")
CHANGE_DECLINED = Event(
    "promise.change_declined", _("The customer keeps us to the promise"), shown="customer"
)
CHANGE_TAKEN_BACK = Event("promise.change_taken_back", _("The wish to change a promise was taken back"))
