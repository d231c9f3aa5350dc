"""Who may look at how personal data is looked at."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

READ_ACCESS_LOG = Permission("read_access_log", _("Read who looked at whose data, names masked"))
SEE_WHO_LOOKED = Permission("see_who_looked", _("See on a customer's page who looked at it"))
SETTLE_ALARM = Permission("settle_alarm", _("Hear of unusual reading of personal data, and settle it"))
