from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_CUSTOMERS = Permission("see_customers", _("See customers, their contact points masked"))
REVEAL_CONTACT = Permission("reveal_contact", _("See a full phone number or address, with a line in the log"))
CHANGE_CUSTOMERS = Permission("change_customers", _("Add and change customers"))
EXPORT_CUSTOMERS = Permission(
    "export_customers", _("Export customers, masked; in full with somebody else's yes")
)
RAISE_ALERT = Permission("raise_alert", _("Put an alert on a customer"))
RECORD_CONSENT = Permission(
    "record_consent", _("Write down what a customer agrees to, and that they withdraw it")
)
MERGE_CUSTOMERS = Permission(
    "merge_customers", _("Say that two records are one customer, or that they are not; part them again")
)
KEEP_SEGMENTS = Permission("keep_segments", _("Name conditions over customers, for lists to use"))
RECOGNISE_RESIDENTS = Permission(
    "recognise_residents",
    _("Look residents up at the gate by name, plate, home or face, and see no more of them"),
)
CHANGE_OWN_DETAILS = Permission(
    "change_own_details",
    _("Choose one's own language and how one is reached, and end one's sign-ins"),
    of_customer=True,
)
