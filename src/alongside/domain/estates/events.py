from django.utils.translation import gettext_lazy as _

from alongside.kernel.events import Event

ESTATE_ADDED = Event("estate.added", _("Estate added"))
ESTATE_CHANGED = Event("estate.changed", _("Estate changed"))
UNIT_ADDED = Event("unit.added", _("Unit added"))
UNIT_CHANGED = Event("unit.changed", _("Unit changed"))
UNIT_MOVED = Event("unit.moved", _("Status of the home changed"))
UNITS_IMPORTED = Event("estate.units_imported", _("%(count)s units imported"))
DELIVERY_MOVED = Event("estate.delivery_moved", _("Delivery of a building moved"))
LOCATION_CHANGED = Event("location.changed", _("Location catalogue changed"))
