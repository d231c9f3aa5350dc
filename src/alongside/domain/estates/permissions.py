from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_ESTATES = Permission("see_estates", _("See estates and units"))
CHANGE_ESTATES = Permission("change_estates", _("Add and change estates, buildings and units"))
SEE_PRICES = Permission("see_prices", _("See the price list of homes"))
SET_PRICES = Permission("set_prices", _("Set the list price of a home"))
CHANGE_LOCATIONS = Permission("change_locations", _("Change the location catalogue"))
