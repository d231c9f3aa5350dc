"""Who may look at how personal data is looked at, hand it out, hold it, delete it."""

from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

READ_ACCESS_LOG = Permission("read_access_log", _("Read who looked at whose data, names masked"))
SEE_WHO_LOOKED = Permission("see_who_looked", _("See on a customer's page who looked at it"))
SETTLE_ALARM = Permission("settle_alarm", _("Hear of unusual reading of personal data, and settle it"))
ASK_ABOUT_OWN_DATA = Permission(
    "ask_about_own_data", _("Ask to see, correct, copy or delete one's own data"), of_customer=True
)
HANDLE_PRIVACY_REQUESTS = Permission(
    "handle_privacy_requests",
    _("Verify who asks about their data, hand out copies, erase customers for good, read certificates"),
)
PLACE_LEGAL_HOLD = Permission(
    "place_legal_hold", _("Put records under legal hold, so that nothing of them is deleted, and lift it")
)
CHANGE_RETENTION = Permission(
    "change_retention", _("Decide how long each kind of record is kept, and see what goes next")
)
ROTATE_KEYS = Permission(
    "rotate_keys", _("Encrypt everything anew after a change of keys, and see how far it is")
)
